import { describe, expect, it } from '@jest/globals';
import type { MarketDataKind } from './market-data.js';
import { checkMarketData, checkName, MARKET_DATA_KINDS } from './market-data.check.js';
import { InvalidMarketDataError } from './market-data.errors.js';

/** One value of each kind, with all its fields. */
const VALUES: Readonly<Record<MarketDataKind, Readonly<Record<string, unknown>>>> = {
  bookL1: { bid: '1', ask: '2', bidSize: '3', askSize: '4', timestamp: 5 },
  bookL2: {
    bids: [
      ['1', '2'],
      ['0.5', '0'],
    ],
    asks: [],
    timestamp: 5,
  },
  trade: { price: '1', size: '2', timestamp: 5 },
  kline: { open: '1', high: '3', low: '1', close: '2', volume: '9', timestamp: 5 },
  markPrice: { price: '1', timestamp: 5 },
  indexPrice: { price: '1', timestamp: 5 },
  fundingRate: { rate: '-0.0001', nextFundingTime: 9, timestamp: 5 },
};

const TIMES = new Set(['timestamp', 'nextFundingTime']);
const WRONG_DECIMALS = [
  1,
  Number.NaN,
  true,
  null,
  undefined,
  {},
  '',
  '1e3',
  '-0',
  '01',
  ' 1',
  '1234567890123456789',
];
const WRONG_TIMES = [1.5, Number.NaN, -1, '5', true, 2 ** 53, {}]; // prettier-ignore

/** The field that a value is refused for; null if it is taken. */
function refusedFor(kind: string, value: unknown): string | null {
  try {
    checkMarketData(kind as MarketDataKind, value);
    return null;
  } catch (error) {
    if (!(error instanceof InvalidMarketDataError)) throw error;
    return error.field;
  }
}

const wrongFields = MARKET_DATA_KINDS.flatMap((kind) =>
  Object.keys(VALUES[kind])
    .filter((field) => field !== 'bids' && field !== 'asks')
    .flatMap((field) => (TIMES.has(field) ? WRONG_TIMES : WRONG_DECIMALS).map((wrong) => [kind, field, wrong] as const)),
); // prettier-ignore

describe('typed market data', () => {
  it.each(MARKET_DATA_KINDS)('%s is taken as it is, and copied', (kind) => {
    const checked = checkMarketData(kind, VALUES[kind]);
    expect(checked).toEqual(VALUES[kind]);
    expect(checked).not.toBe(VALUES[kind]);
  });

  it.each(wrongFields)('%s is refused for its %s: %p', (kind, field, wrong) => {
    expect(refusedFor(kind, { ...VALUES[kind], [field]: wrong })).toBe(field);
  });

  it.each(MARKET_DATA_KINDS)('%s may be without its times, and may not have another field', (kind) => {
    const { timestamp: _, nextFundingTime: __, ...untimed } = VALUES[kind];
    expect(checkMarketData(kind, untimed)).toMatchObject({ timestamp: null });
    expect(refusedFor(kind, { ...VALUES[kind], colour: 'red' })).toBe('colour');
    expect(refusedFor(kind, JSON.parse('{"__proto__": {"price": "1"}}'))).toBe('__proto__');
    expect(refusedFor(kind, { ...VALUES[kind], toString: '1' })).toBe('toString');
  });

  it('a time may be zero, and a field that is missing is told from one that is wrong', () => {
    expect(checkMarketData('markPrice', { price: '1', timestamp: 0 }).timestamp).toBe(0);
    expect(() => checkMarketData('markPrice', {})).toThrow('price is missing');
    expect(() => checkMarketData('markPrice', { price: null })).toThrow('price is missing');
    expect(() => checkMarketData('markPrice', { price: 1 })).toThrow('price must be a decimal string');
  });

  it.each([
    ['trade', 'price'],
    ['kline', 'open'],
    ['kline', 'high'],
    ['kline', 'low'],
    ['kline', 'close'],
    ['markPrice', 'price'],
    ['indexPrice', 'price'],
  ] as const)('a %s has a %s above zero', (kind, field) => {
    for (const wrong of ['0', '0.00', '-1'])
      expect(refusedFor(kind, { ...VALUES[kind], [field]: wrong })).toBe(field);
  });

  it('only a funding rate may be negative', () => {
    for (const [kind, field] of [
      ['bookL1', 'bid'],
      ['trade', 'size'],
      ['kline', 'low'],
      ['markPrice', 'price'],
      ['indexPrice', 'price'],
    ] as const) {
      expect(refusedFor(kind, { ...VALUES[kind], [field]: '-1' })).toBe(field);
    }
    expect(refusedFor('fundingRate', { ...VALUES.fundingRate, rate: '-1' })).toBeNull();
  });

  it('decimals are read in their canonical form', () => {
    expect(checkMarketData('bookL2', { bids: [['1.50', '2.0']], asks: [] })).toEqual({
      bids: [['1.5', '2']],
      asks: [],
      timestamp: null,
    });
  });

  it.each([
    [{ bids: '1', asks: [] }, 'bids'],
    [{ bids: [], asks: null }, 'asks'],
    [{ bids: [] }, 'asks'],
    [{ bids: ['12'], asks: [] }, 'bids[0]'],
    [{ bids: [['1', '2', '3']], asks: [] }, 'bids[0]'],
    [{ bids: [['1', '2'], ['1']], asks: [] }, 'bids[1]'],
    [{ bids: [], asks: [[1, '2']] }, 'asks[0][0]'],
    [{ bids: [], asks: [['1', '-2']] }, 'asks[0][1]'],
    [{ bids: Array.from({ length: 5_001 }, () => ['1', '1']), asks: [] }, 'bids'],
  ])('a book is refused for its wrong level', (book, field) => {
    expect(refusedFor('bookL2', book)).toBe(field);
  });

  it('a book may have 5000 levels a side', () => {
    const levels = Array.from({ length: 5_000 }, () => ['1', '1']);
    expect(refusedFor('bookL2', { bids: levels, asks: levels })).toBeNull();
  });

  it.each([null, undefined, 'text', 7, [], [['price', '1']]])('a value is an object, not %p', (value) => {
    expect(refusedFor('markPrice', value)).toBe('value');
  });

  it.each(['', 'markprice', 'toString', '__proto__', 'json'])('there is no kind %j', (kind) => {
    expect(refusedFor(kind, VALUES.markPrice)).toBe('kind');
  });
});

describe('names', () => {
  it.each([7, null, undefined, {}, '', 'a\u001fb', '\u007f', '\u0085', '\ud800', 'x'.repeat(513)])(
    'refuses %p',
    (name) => {
      expect(() => checkName(name, 'interval')).toThrow(InvalidMarketDataError);
      expect(() => checkName(name, 'interval')).toThrow('interval');
    },
  );

  it.each(['BTC/USDT:USDT', ' ', 'x'.repeat(512), '比特币 🙂'])('takes %p', (name) => {
    expect(() => checkName(name, 'symbol')).not.toThrow();
  });
});
