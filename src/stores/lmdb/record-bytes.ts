import { createHash } from 'node:crypto';

/** LMDB takes keys of up to 1,978 bytes; the rest of a key beside the record's own is short. */
const MAX_RECORD_KEY = 1_600;

const RAW = 1;
const HASHED = 2;

/** The first bytes of all keys of one kind in one scope. Scope keys and kinds hold no zero byte, so none is a part of another. */
export function keyPrefix(scopeKey: string, kind: string): Buffer {
  return Buffer.from(`${scopeKey}\0${kind}\0`, 'utf8');
}

/** The first key behind all keys with a prefix. */
export function prefixEnd(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix);
  // The last byte is the zero that ends the kind.
  end[end.length - 1] = 1;
  return end;
}

/** A record's key under a prefix: as it is, or its hash where it is too long. The value repeats the key, to be read back. */
export function recordKey(prefix: Buffer, key: string): Buffer {
  const raw = Buffer.from(key, 'utf8');
  return raw.length <= MAX_RECORD_KEY
    ? Buffer.concat([prefix, Buffer.of(RAW), raw])
    : Buffer.concat([prefix, Buffer.of(HASHED), hash(key)]);
}

/** A key under which entries stand in the order of their time. */
export function timedKey(prefix: Buffer, at: number, key: string): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(Math.max(0, Math.trunc(at))));
  return Buffer.concat([prefix, time, hash(key)]);
}

/** A kind of its own for each index name, however long. */
export function indexKind(index: string): string {
  return `index ${hash(index).toString('base64url')}`;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
