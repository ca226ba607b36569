import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Amounts } from '../decimal/amounts.js';
import { orderKey } from '../orders/order-key.js';
import { decodeWatermark, encodeWatermark } from './watermark-codec.js';
import type { Watermark } from './watermark.js';

const amount = fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n });
const name = fc
  .string({ minLength: 1, maxLength: 9, unit: 'grapheme' })
  .filter((each) => !/\p{Cc}/u.test(each));
const fees: fc.Arbitrary<Amounts> = fc.array(fc.record({ currency: name, amount }), { maxLength: 3 });

const watermarks: fc.Arbitrary<Watermark> = fc.record({
  exchange: name,
  symbol: name,
  positionSide: fc.constantFrom('NET' as const, 'LONG' as const, 'SHORT' as const),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  kind: fc.constantFrom('spot', 'linear', 'inverse'),
  quantity: amount,
  cost: amount,
  fees,
  trades: fc.option(
    fc.record({ quantity: amount, cost: amount, fees, ids: fc.array(name), heardAt: fc.nat() }),
    { nil: null },
  ),
  named: fc.option(
    fc.record({
      stretches: fc.array(fc.record({ end: amount, quantity: amount, cost: amount }), { maxLength: 3 }),
      unnamedAt: fc.nat(),
    }),
    { nil: null },
  ),
});

const PLAIN: Watermark = {
  exchange: 'okx',
  symbol: 'BTC-USDT-SWAP',
  positionSide: 'SHORT',
  side: 'SELL',
  kind: 'linear',
  quantity: -1n,
  cost: 1n,
  fees: [{ currency: '__proto__', amount: 1n }],
  trades: null,
  named: null,
};
const KEY = orderKey({ ...PLAIN, id: '7', clientOrderId: null });

describe('what is stored of a watermark', () => {
  it('is read as it was, to the last digit, under the key of its order', () => {
    fc.assert(
      fc.property(watermarks, name, fc.boolean(), (each, id, byClientId) => {
        const ids = byClientId ? { id: null, clientOrderId: id } : { id, clientOrderId: null };
        expect(decodeWatermark(orderKey({ ...each, ...ids }), encodeWatermark(each))).toEqual(each);
      }),
    );
  });

  it('is the same with an order that says some of it, and shares that', () => {
    fc.assert(
      fc.property(watermarks, fees, (each, others) => {
        const order = { exchange: each.exchange, symbol: each.symbol, fees: others };
        expect(decodeWatermark(KEY, encodeWatermark(each), order)).toEqual(each);
      }),
    );
    const known = [...PLAIN.fees];
    expect(decodeWatermark(KEY, encodeWatermark(PLAIN), { ...PLAIN, fees: known }).fees).toBe(known);
  });

  it('keeps its place in history: another release reads this text', () => {
    const text = `[2,1,1,"-0.${'1'.padStart(18, '0')}","0.${'1'.padStart(36, '0')}",["__proto__","0.${'1'.padStart(18, '0')}"]]`;
    expect(encodeWatermark(PLAIN)).toBe(text);
    expect(decodeWatermark(KEY, text)).toEqual(PLAIN);
  });

  it('says what the order named only where that is not all', () => {
    const [one, half] = ['0.000000000000000001', `0.${'5'.padStart(36, '0')}`];
    const named = { stretches: [{ end: 1n, quantity: 1n, cost: 5n }], unnamedAt: 9 };
    const text = encodeWatermark(PLAIN).replace(/]$/, `,9,["${one}","${one}","${half}"]]`);
    expect(encodeWatermark({ ...PLAIN, named })).toBe(text);
    expect(decodeWatermark(KEY, text)).toEqual({ ...PLAIN, named });
  });

  it.each([
    ['{}', 'it is no array'],
    ['[]', 'positionSide is not an integer'],
    ['[3,0,1,"1","1",[]]', 'positionSide is none of NET, LONG, SHORT'],
    ['[0,0,1,"1"]', 'cost is not a decimal'],
    ['[0,0,1,"","1",[]]', 'quantity is not a decimal'],
    ['[0,0,1,1,"1",[]]', 'quantity is not a decimal'],
    ['[0,0,1,"1","1",["USDT"]]', 'fees is not texts and decimals in turn'],
    ['[0,0,1,"1","1",[],"1"]', 'trades.cost is not a decimal'],
    ['[0,0,1,"1","1",[],9]', 'named.stretches is not an array of texts'],
    ['[0,0,1,"1","1",[],9,["1","1"]]', 'named.stretches is not decimals, 3 in turn'],
    ['[0,0,1,"1","1",[],9,["1","1","x"]]', 'named.stretches is not decimals, 3 in turn'],
    ['[0,0,1,"1","1",[],"1","1",[],[],9,9,[],9]', 'it has 14 fields, not 13'],
  ])('%s is refused', (payload, reason) => {
    expect(() => decodeWatermark(KEY, payload)).toThrow(new TypeError(reason));
  });
});
