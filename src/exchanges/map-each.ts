import type { Mapped } from './mapped.js';
import { readMessage } from './read-message.js';

/** What one message tells, which is no list; `message` is it as it came, for what is not known. */
export type MapMessage = (read: unknown, message: unknown) => readonly Mapped[];

/** Maps the messages of a list in their order, parsed or as text. */
export function mapEach(messages: readonly unknown[], map: MapMessage): readonly Mapped[] {
  if (messages.length === 0) return [{ kind: 'ignored', reason: 'the list has no messages' }];
  // Spread, because `flatMap` passes over the holes of a list.
  return [...messages].flatMap((message) => map(readMessage(message), message));
}
