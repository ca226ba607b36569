import { ValidateBy } from 'class-validator';
import { CODEC_NAME } from '../stores/record-codec.js';
import type { RecordCodec } from '../stores/record-codec.js';

/** The value is null, a codec, or codecs with a name each. */
export function IsCodec(): PropertyDecorator {
  return ValidateBy({
    name: 'isCodec',
    validator: {
      validate: areCodecs,
      defaultMessage: () =>
        '$property must be a RecordCodec or several: { name, encode, decode }, each with a name of its own of at most 32 letters, digits, - or _',
    },
  });
}

function areCodecs(value: unknown): boolean {
  const codecs: unknown[] = [value ?? []].flat();
  return codecs.every(isCodec) && new Set(codecs.map(({ name }) => name)).size === codecs.length;
}

function isCodec(value: unknown): value is RecordCodec {
  if (typeof value !== 'object' || value === null) return false;
  const { name, encode, decode } = value as Partial<Record<keyof RecordCodec, unknown>>;
  return (
    typeof name === 'string' &&
    CODEC_NAME.test(name) &&
    typeof encode === 'function' &&
    typeof decode === 'function'
  );
}
