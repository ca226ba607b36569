import { crc32 } from 'node:zlib';
import { NO_CODECS } from './record-codec.js';
import type { RecordCodec, RecordCodecs } from './record-codec.js';
import { CodecNeededError, DamagedRecordError } from './store.errors.js';

const VERSION = '1';
/** Parts the version from the name of a codec. */
const WITH = '/';

/**
 * A record as stores keep it: `1:<crc32 in hex>:<payload>`, or `1/<codec>:<crc32 in hex>:<encoded payload>`. The checksum covers type, key
 * and codec too, so that a record that was copied under another key does not pass.
 */
export function sealRecord(
  type: string,
  key: string,
  payload: string,
  { writing }: RecordCodecs = NO_CODECS,
): string {
  if (writing === null) return `${VERSION}:${checksum(type, key, payload)}:${payload}`;
  const text = writing.encode(payload);
  const head = VERSION + WITH + writing.name;
  return `${head}:${checksum(type, key, text, writing.name)}:${text}`;
}

/**
 * The payload of a sealed record.
 *
 * @throws {CodecNeededError} if it is whole, but written with a codec that is not given.
 * @throws {DamagedRecordError} if the checksum does not match, or its codec cannot read it, or the version is unknown.
 */
export function openRecord(
  type: string,
  key: string,
  sealed: string,
  codecs: RecordCodecs = NO_CODECS,
): string {
  const headEnd = sealed.indexOf(':');
  const checksumEnd = sealed.indexOf(':', headEnd + 1);
  if (headEnd < 0 || checksumEnd < 0) throw new DamagedRecordError(type, key, 'it is not a sealed record');
  const head = sealed.slice(0, headEnd);
  // Most are written without a codec.
  const [version, codec] = head === VERSION ? [VERSION] : head.split(WITH, 2);
  if (version !== VERSION)
    throw new DamagedRecordError(type, key, `its version is ${JSON.stringify(version)}, not ${VERSION}`);
  const text = sealed.slice(checksumEnd + 1);
  if (sealed.slice(headEnd + 1, checksumEnd) !== checksum(type, key, text, codec)) {
    throw new DamagedRecordError(type, key, 'its checksum does not match');
  }
  return codec === undefined ? text : decoded(type, key, text, codec, codecs);
}

/**
 * What a sealed record holds.
 *
 * @throws {CodecNeededError} or {DamagedRecordError} as `openRecord`; the latter also if `decode` throws.
 */
export function readRecord<R>(
  type: string,
  key: string,
  sealed: string,
  codecs: RecordCodecs,
  decode: (payload: string) => R,
): R {
  const payload = openRecord(type, key, sealed, codecs);
  try {
    return decode(payload);
  } catch (cause) {
    throw new DamagedRecordError(type, key, (cause as Error).message, { cause });
  }
}

function decoded(type: string, key: string, text: string, name: string, codecs: RecordCodecs): string {
  const codec: RecordCodec | null = codecs.find(name);
  if (codec === null) throw new CodecNeededError(type, key, name);
  try {
    return codec.decode(text);
  } catch (cause) {
    const reason = `codec ${name} cannot read it (${(cause as Error).message})`;
    throw new DamagedRecordError(type, key, reason, { cause });
  }
}

function checksum(type: string, key: string, text: string, codec?: string): string {
  const place = codec === undefined ? `${type}\0${key}\0` : `${type}\0${key}\0${codec}\0`;
  return crc32(place + text)
    .toString(16)
    .padStart(8, '0');
}
