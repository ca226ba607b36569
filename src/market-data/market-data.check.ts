import { canonicalDecimal } from '../decimal/decimal-text.js';
import type { MarketDataByKind, MarketDataKind } from './market-data.js';
import { InvalidMarketDataError } from './market-data.errors.js';

type FieldCheck = (value: unknown, field: string) => unknown;

const MAX_LEVELS = 5_000;
const MAX_NAME = 512;

const unsigned: FieldCheck = (value, field) => decimal(value, field, false);
/** What a market traded at or is valued at. (A side of a book without offers is told as zero.) */
const priced: FieldCheck = (value, field) => {
  const price = unsigned(value, field);
  if (price === '0') throw new InvalidMarketDataError(field, 'must be above zero');
  return price;
};
const signed: FieldCheck = (value, field) => decimal(value, field, true);

const levels: FieldCheck = (value, field) => {
  if (!Array.isArray(value)) throw new InvalidMarketDataError(field, 'must be an array of [price, size]');
  if (value.length > MAX_LEVELS)
    throw new InvalidMarketDataError(field, `must hold at most ${MAX_LEVELS} levels`);
  return value.map((level: unknown, at) => {
    if (!Array.isArray(level) || level.length !== 2) {
      throw new InvalidMarketDataError(`${field}[${at}]`, 'must be [price, size]');
    }
    return [unsigned(level[0], `${field}[${at}][0]`), unsigned(level[1], `${field}[${at}][1]`)];
  });
};

const time: FieldCheck = (value, field) => {
  if (value === undefined || value === null) return null;
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new InvalidMarketDataError(field, 'must be integer milliseconds since the epoch, or null');
  }
  return value;
};

const FIELDS: {
  readonly [Kind in MarketDataKind]: { readonly [Field in keyof MarketDataByKind[Kind]]: FieldCheck };
} = {
  bookL1: { bid: unsigned, ask: unsigned, bidSize: unsigned, askSize: unsigned, timestamp: time },
  bookL2: { bids: levels, asks: levels, timestamp: time },
  trade: { price: priced, size: unsigned, timestamp: time },
  kline: {
    open: priced,
    high: priced,
    low: priced,
    close: priced,
    volume: unsigned,
    timestamp: time,
  },
  markPrice: { price: priced, timestamp: time },
  indexPrice: { price: priced, timestamp: time },
  fundingRate: { rate: signed, nextFundingTime: time, timestamp: time },
};

export const MARKET_DATA_KINDS = Object.keys(FIELDS) as MarketDataKind[];

/**
 * Checks a typed value and copies it, decimals canonical. Timestamps may be left out.
 *
 * @throws {InvalidMarketDataError} naming the field that is wrong.
 */
export function checkMarketData<Kind extends MarketDataKind>(
  kind: Kind,
  value: unknown,
): MarketDataByKind[Kind] {
  if (!MARKET_DATA_KINDS.includes(kind)) {
    throw new InvalidMarketDataError('kind', `must be one of ${MARKET_DATA_KINDS.join(', ')}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidMarketDataError('value', 'must be an object');
  }
  const checks: Readonly<Record<string, FieldCheck>> = FIELDS[kind];
  const given = new Map(Object.entries(value));
  for (const field of given.keys()) {
    if (!Object.hasOwn(checks, field))
      throw new InvalidMarketDataError(field, `is not a field of ${kind}; leave it out`);
  }
  const checked = Object.entries(checks).map(([field, check]) => [field, check(given.get(field), field)]);
  return Object.fromEntries(checked) as MarketDataByKind[Kind];
}

/** @throws {InvalidMarketDataError} if a symbol or an interval is not a plain, non-empty text. */
export function checkName(value: unknown, field: string): asserts value is string {
  if (typeof value !== 'string' || value === '')
    throw new InvalidMarketDataError(field, 'must be a non-empty string');
  if (value.length > MAX_NAME)
    throw new InvalidMarketDataError(field, `must be at most ${MAX_NAME} characters long`);
  // eslint-disable-next-line no-control-regex -- control characters part the names in a key
  if (/[\u0000-\u001f\u007f-\u009f]/.test(value) || !value.isWellFormed()) {
    throw new InvalidMarketDataError(field, 'must be well-formed text without control characters');
  }
}

/** What is thrown at a plain value that is no JSON. */
export function notJson(reason: string): InvalidMarketDataError {
  return new InvalidMarketDataError('value', reason);
}

function decimal(value: unknown, field: string, isSigned: boolean): string {
  if (value === undefined || value === null) throw new InvalidMarketDataError(field, 'is missing');
  const canonical = typeof value === 'string' ? canonicalDecimal(value) : null;
  if (canonical === null) throw new InvalidMarketDataError(field, 'must be a decimal string such as "0.1"');
  if (!isSigned && canonical.startsWith('-')) throw new InvalidMarketDataError(field, 'must not be negative');
  return canonical;
}
