import { parseJson, rereadExactly } from './exact-json.js';
import { FieldReader } from './field-reader.js';
import type { Digits } from './field-reader.js';
import type { KnownLayouts } from './known-layouts.js';
import type { Mapped } from './mapped.js';

/**
 * What one message tells.
 *
 * @param read the message, parsed if it was JSON text.
 * @param message it as it came, for what is not known.
 * @param fields reads the fields of its rows.
 */
export type MapMessage = (read: unknown, message: unknown, fields: FieldReader) => readonly Mapped[];

/**
 * Maps a message as it came from the wire or from an SDK: JSON text is parsed, any other text stays text.
 *
 * Text of a layout that is known is not parsed: see `KnownLayouts`. Of other text `JSON.parse` keeps every digit of what is written as text, and of
 * integers up to 2^53, and that is nearly all that exchanges write. Where a number was read that may have had more digits, or the message is not
 * understood, it is read again with every number as it was written. An integer with a fraction of zeros or an exponent (`1.0`, `1e3`), as no
 * exchange writes one, is the integer that it is.
 */
export function mapMessage(
  message: unknown,
  map: MapMessage,
  layouts: KnownLayouts<readonly Mapped[]>,
): readonly Mapped[] {
  if (typeof message !== 'string') return map(message, message, FieldReader.ofMessage(null));
  return layouts.read(message) ?? mapText(message, map, layouts);
}

function mapText(
  message: string,
  map: MapMessage,
  layouts: KnownLayouts<readonly Mapped[]>,
): readonly Mapped[] {
  const digits: Digits = { mayBeLost: false };
  const read = parseJson(message) ?? message;
  if (read === message) return map(message, message, FieldReader.ofMessage(null));
  layouts.learn(message, read);
  const told = map(read, message, FieldReader.ofMessage(digits));
  if (!(digits.mayBeLost || told.some(isDoubtful))) return told;
  return map(rereadExactly(message), message, FieldReader.ofMessage(null));
}

/** Maps the messages of a list in their order, parsed or as text. */
export function mapEach(
  messages: readonly unknown[],
  map: MapMessage,
  fields: FieldReader,
  layouts: KnownLayouts<readonly Mapped[]>,
): readonly Mapped[] {
  if (messages.length === 0) return [{ kind: 'ignored', reason: 'the list has no messages' }];
  // Spread, because `flatMap` passes over the holes of a list.
  return [...messages].flatMap((message) =>
    typeof message === 'string' ? mapMessage(message, map, layouts) : map(message, message, fields),
  );
}

function isDoubtful({ kind }: Mapped): boolean {
  return kind === 'unknown' || kind === 'invalid';
}
