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
/** A sealed record's checksum stands within so many characters: behind a version and a codec's name. */
export const HEAD_LENGTH = 44;
const HEAD = /^1(?:\/[\w-]+)?:([0-9a-fA-F]{8}):/;

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
  const plain = plainChecksum(sealed);
  if (plain !== null) return plain;
  const hex = HEAD.exec(sealed)?.[1];
  return hex === undefined ? 0 : Number.parseInt(hex, 16);
}

const ONE = 0x31;
const COLON = 0x3a;
const FIRST = 2;
const END = 10;

/** That of a record without a codec, which nearly all are; null where it is not one. */
function plainChecksum(sealed: string): number | null {
  if (sealed.charCodeAt(0) !== ONE || sealed.charCodeAt(1) !== COLON || sealed.charCodeAt(END) !== COLON)
    return null;
  let checksum = 0;
  for (let at = FIRST; at < END; at++) {
    const digit = hexDigit(sealed.charCodeAt(at));
    if (digit < 0) return null;
    checksum = checksum * 16 + digit;
  }
  return checksum;
}

/** What a character counts as a hexadecimal digit, or -1. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return code >= 0x41 && code <= 0x46 ? code - 0x37 : -1;
}

export function isSummed(type: CacheKey): type is SummedType {
  return type !== CacheKey.MARKET_DATA;
}
