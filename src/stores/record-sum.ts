import { CacheKey } from './cache-key.js';

/** How many records there are of a type, and the sum of their checksums modulo 2^32. */
export interface RecordTotal {
  readonly count: number;
  readonly sum: number;
}

/**
 * The types whose records a store counts and sums, so that one that vanishes or is put back to an older version is noticed: all but
 * market data, which expires by itself.
 */
export type SummedType = Exclude<CacheKey, CacheKey.MARKET_DATA>;

export const SUMMED_TYPES: readonly SummedType[] = Object.values(CacheKey).filter(
  (type): type is SummedType => type !== CacheKey.MARKET_DATA,
);

const MODULUS = 2 ** 32;
const HEAD = /^1\/[\w-]+:([0-9a-fA-F]{8}):/;
const ONE = 0x31;
const COLON = 0x3a;
/** Where the checksum stands that is behind no codec's name, and the colon behind it. */
const PLAIN_START = 2;
const PLAIN_END = 10;
const NO_DIGIT = -1;
/** What the characters of ASCII are worth as hexadecimal digits. */
const DIGITS: readonly number[] = Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? NO_DIGIT : digit;
});

/** The running total of a set of records, in whatever order they come and go. Takes checksums, see `checksumOf`. */
export class RecordSum implements RecordTotal {
  constructor(
    private records = 0,
    private checksums = 0,
  ) {}

  get count(): number {
    return this.records;
  }

  get sum(): number {
    return this.checksums;
  }

  add(checksum: number): this {
    this.records++;
    this.checksums = (this.checksums + checksum) % MODULUS;
    return this;
  }

  remove(checksum: number): this {
    this.records--;
    this.checksums = (this.checksums - checksum + MODULUS) % MODULUS;
    return this;
  }

  equals({ count, sum }: RecordTotal): boolean {
    return this.records === count && this.checksums === sum;
  }
}

/** The checksum in the head of a sealed record (see `sealRecord`), from 0 to 2^32 - 1; 0 for a text that is not one. */
export function checksumOf(sealed: string): number {
  // Nearly all are written without a codec. An expression for them too would take longer than all else that is done with a checksum.
  if (
    sealed.charCodeAt(0) !== ONE ||
    sealed.charCodeAt(1) !== COLON ||
    sealed.charCodeAt(PLAIN_END) !== COLON
  )
    return checksumBehindCodec(sealed);
  let sum = 0;
  for (let at = PLAIN_START; at < PLAIN_END; at++) {
    const digit = DIGITS[sealed.charCodeAt(at)] ?? NO_DIGIT;
    if (digit === NO_DIGIT) return 0;
    sum = sum * 16 + digit;
  }
  return sum;
}

function checksumBehindCodec(sealed: string): number {
  const hex = HEAD.exec(sealed)?.[1];
  return hex === undefined ? 0 : Number.parseInt(hex, 16);
}

/**
 * The same of a sealed record as bytes, from a place on, as far as it is written without a codec; null if that cannot be said. Behind the
 * length of the bytes there may be others.
 */
export function plainChecksumIn(bytes: Uint8Array, start: number): number | null {
  if (start + PLAIN_END >= bytes.length) return null;
  if (bytes[start] !== ONE || bytes[start + 1] !== COLON || bytes[start + PLAIN_END] !== COLON) return null;
  let sum = 0;
  for (let at = start + PLAIN_START; at < start + PLAIN_END; at++) {
    const digit = DIGITS[bytes[at] as number] ?? NO_DIGIT;
    if (digit === NO_DIGIT) return null;
    sum = sum * 16 + digit;
  }
  return sum;
}

export function isSummed(type: CacheKey): type is SummedType {
  return type !== CacheKey.MARKET_DATA;
}
