import { createHash } from 'node:crypto';
import type { Place } from './planned-writes.js';

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

/** A record's place under a prefix: its key as it is, or its hash where it is too long. The value repeats the key, to be read back. */
export function recordPlace(prefix: RecordPrefix, key: string): Place {
  const name = prefix.beforeKey + key;
  const raw = Buffer.from(name, 'utf8');
  if (raw.length <= prefix.longest) return { name, bytes: raw };
  return { name, bytes: Buffer.concat([prefix.bytes, Buffer.of(HASHED), hash(key)]) };
}

/** What keys of records of one kind begin with, made once. */
export class RecordPrefix {
  readonly bytes: Buffer;
  /** All that stands before a key that is written as it is. */
  readonly beforeKey: string;
  /** How long a key may be with all that (bytes). */
  readonly longest: number;

  constructor(scopeKey: string, kind: string) {
    this.bytes = keyPrefix(scopeKey, kind);
    this.beforeKey = this.bytes.toString('utf8') + String.fromCharCode(RAW);
    this.longest = this.bytes.length + 1 + MAX_RECORD_KEY;
  }
}

/** A place at which entries stand in the order of their time. */
export function timedPlace(prefix: Buffer, at: number, key: string): Place {
  return placeOf(Buffer.concat([prefix, ordered(at), hash(key)]));
}

/** The first place that entries of a time may have. */
export function timeStart(prefix: Buffer, at: number): Buffer {
  return Buffer.concat([prefix, ordered(at)]);
}

/** A place at which the entries of a leg stand in the order of their numbers. */
export function numberedPlace(prefix: Buffer, leg: string, number: number): Place {
  // Hashes are equally long, so that no leg is a part of another.
  return placeOf(Buffer.concat([prefix, hash(leg), ordered(number)]));
}

function placeOf(bytes: Buffer): Place {
  return { name: bytes.toString('latin1'), bytes };
}

/** A kind of its own for each index name, however long. */
export function indexKind(index: string): string {
  return `index ${hash(index).toString('base64url')}`;
}

/** A number as bytes that sort as numbers do. */
function ordered(number: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(Math.max(0, Math.trunc(number))));
  return bytes;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
