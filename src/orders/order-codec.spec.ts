import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Amounts } from '../decimal/amounts.js';
import { decodeOrder, encodeOrder } from './order-codec.js';
import { orderKey } from './order-key.js';
import { OPEN_STATUSES, POSITION_SIDES, TERMINAL_STATUSES } from './order.js';
import type { OrderRecord } from './order-record.js';

const ORDER: OrderRecord = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  id: '7',
  clientOrderId: 'mine',
  status: 'PARTIALLY_FILLED',
  side: 'SELL',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '100.5',
  amount: '2',
  filled: '1',
  average: '100.5',
  averageDigits: 1,
  lastFilled: '0.5',
  lastFilledPrice: '100',
  tradeId: '31',
  fee: '-0.04',
  feeCurrency: 'USDT',
  fees: [{ currency: 'USDT', amount: -40_000_000_000_000_000n }],
  feesAsOf: '0',
  tradeIds: ['30', '31'],
  reduceOnly: false,
  positionSide: 'NET',
  reason: null,
  timestamp: 1_700_000_000_000,
  heard: true,
  leftTypes: [],
  cancelIntent: false,
  idempotencyKey: null,
};
const KEY = orderKey(ORDER);
const TEXT =
  '[1,1700000000000,1,"mine",3,1,"LIMIT","GTC","100.5","2","1","100.5",1,"0.5","100",1,"-0.04","USDT",["USDT","-0.04"],"0",["30","31"]]';

/** What ids, symbols and exchanges may be: no control characters, which part them in a key. */
const name = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .filter((each) => !/\p{Cc}/u.test(each));
const decimal = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.option(fc.stringMatching(/^\d{0,17}[1-9]$/)))
  .map(([whole, fraction]) => (fraction === null ? String(whole) : `${whole}.${fraction}`));
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const fees: fc.Arbitrary<Amounts> = fc.array(fc.record({ currency: name, amount: fc.bigInt() }), {
  maxLength: 3,
});

const records: fc.Arbitrary<OrderRecord> = fc
  .record({
    exchange: name,
    symbol: name,
    id: optional(name),
    clientOrderId: optional(name),
    status: fc.constantFrom(...OPEN_STATUSES, ...TERMINAL_STATUSES),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    type: optional(name),
    timeInForce: optional(name),
    price: optional(decimal),
    amount: decimal,
    filled: decimal,
    average: optional(decimal),
    averageDigits: fc.nat(18),
    lastFilled: optional(decimal),
    lastFilledPrice: optional(decimal),
    tradeId: optional(name),
    fee: optional(decimal.map((each) => `-${each}`)),
    feeCurrency: optional(name),
    fees,
    feesAsOf: decimal,
    tradeIds: fc.array(name, { maxLength: 3 }),
    reduceOnly: fc.boolean(),
    positionSide: fc.constantFrom(...POSITION_SIDES),
    reason: optional(fc.string({ unit: 'grapheme' })),
    timestamp: optional(fc.nat()),
    heard: fc.boolean(),
    leftTypes: fc.array(name, { maxLength: 2 }),
    cancelIntent: fc.boolean(),
    idempotencyKey: optional(name),
  })
  .filter(({ id, clientOrderId }) => id !== null || clientOrderId !== null);

describe('what is stored of an order', () => {
  it('is read as it was', () => {
    fc.assert(
      fc.property(records, (record) => {
        const key = orderKey(record);
        expect(decodeOrder(key, encodeOrder(key, record))).toEqual(record);
      }),
    );
  });

  it('is read as it was under the key of its client id, although its id is known by now', () => {
    fc.assert(
      fc.property(records, name, (record, clientOrderId) => {
        const key = orderKey({ ...record, id: null, clientOrderId });
        expect(decodeOrder(key, encodeOrder(key, record))).toEqual(record);
      }),
    );
  });

  it.each<[string | null, readonly string[], unknown]>([
    ['31', ['30', '31'], 1],
    ['30', ['30', '31'], '30'],
    ['31', [], '31'],
    [null, ['31'], 0],
  ])('names trade %s after %j only where it is not the last of them', (tradeId, tradeIds, code) => {
    const record = { ...ORDER, tradeId, tradeIds };
    const text = encodeOrder(KEY, record);
    expect((JSON.parse(text) as unknown[])[15]).toBe(code);
    expect(decodeOrder(KEY, text)).toEqual(record);
  });

  it('is read where the trade is named though it is the last', () => {
    expect(decodeOrder(KEY, TEXT.replace('"100",1,', '"100","31",'))).toEqual(ORDER);
  });

  it('keeps its form: another release reads this text', () => {
    expect(encodeOrder(KEY, ORDER)).toBe(TEXT);
    expect(decodeOrder(KEY, TEXT)).toEqual(ORDER);
  });

  it.each([
    ['status', { status: 'CANCELING' }, 4, 4],
    ['the end', { reduceOnly: true, positionSide: 'SHORT', reason: 'r' }, 21, '1,2,"r",[],0,0'],
    ['the end', { leftTypes: ['STOP'], cancelIntent: true, idempotencyKey: 'k' }, 21, '0,0,0,["STOP"],1,"k"'],
  ] as const)('keeps the form of %s: %j', (_, fields, at, text) => {
    const row = JSON.parse(encodeOrder(KEY, { ...ORDER, ...fields })) as unknown[];
    const end = typeof text === 'number' ? at + 1 : row.length;
    expect(JSON.stringify(row.slice(at, end))).toBe(`[${text}]`);
  });

  it.each([
    [TEXT.slice(0, -1), /JSON/],
    ['{}', 'it is no array'],
    ['7', 'it is no array'],
    [TEXT.replace('[1,', '[2,'), 'id is not a text, or 0'],
    [TEXT.replace('1700000000000', '17.5'), 'timestamp is not an integer, or null'],
    [TEXT.replace('0,1,"mine"', '0,true,"mine"'), 'heard is not 0 or 1'],
    [TEXT.replace('"mine"', 'null'), 'clientOrderId is not a text, or 0'],
    [TEXT.replace('"mine",3', '"mine",9'), /^status is none of INITIALIZED, PENDING/],
    [TEXT.replace('"mine",3', '"mine","FILLED"'), 'status is not an integer'],
    [TEXT.replace('"100.5","2"', '"1e3","2"'), 'price is not a decimal, or 0'],
    [TEXT.replace('"2","1"', '2,"1"'), 'amount is not a decimal'],
    [TEXT.replace('"2","1"', '"","1"'), 'amount is not a decimal'],
    [TEXT.replace('"100.5",1,', '"100.5","1",'), 'averageDigits is not an integer'],
    [TEXT.replace('["USDT","-0.04"]', '["USDT"]'), 'fees is not texts and decimals in turn'],
    [TEXT.replace('["USDT","-0.04"]', '["USDT","x"]'), 'fees is not texts and decimals in turn'],
    [TEXT.replace('["30","31"]', '["30",31]'), 'tradeIds is not an array of texts'],
    [TEXT.replace(',["30","31"]', ''), 'tradeIds is not an array of texts'],
    [TEXT.replace(/\]$/, ',1]'), 'positionSide is not an integer'],
    [TEXT.replace(/\]$/, ',1,0,0,[],0,0,0]'), 'it has 28 fields, not 27'],
  ])('%s is refused', (payload, reason) => {
    expect(() => decodeOrder(KEY, payload)).toThrow(reason);
  });
});
