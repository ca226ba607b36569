import { describe, expect, it } from '@jest/globals';
import { compareFills, compareIds } from './canonical-order.js';
import type { FillPlace, OrderNames } from './canonical-order.js';

const T = 1_700_000_000_000;
const ORDER: OrderNames = { id: '7', clientOrderId: null };

function place(fields: Partial<FillPlace> = {}): FillPlace {
  return { at: T, tradeId: '1', end: '1', ...fields };
}

describe('the order of fills in a ledger', () => {
  it.each<[string, FillPlace, OrderNames, FillPlace, OrderNames]>([
    ['time before all else', place({ tradeId: '9' }), ORDER, place({ at: T + 1 }), ORDER],
    ['then trade id, as integers', place({ tradeId: '9' }), ORDER, place({ tradeId: '10' }), ORDER],
    ['integers before other ids', place({ tradeId: '10' }), ORDER, place({ tradeId: 'a' }), ORDER],
    ['other ids as texts', place({ tradeId: 'a10' }), ORDER, place({ tradeId: 'a9' }), ORDER],
    ['a missing id last', place({ tradeId: 'z' }), ORDER, place({ tradeId: null }), ORDER],
    ['then order id', place({ end: '2' }), { ...ORDER, id: '7' }, place(), { ...ORDER, id: '10' }],
    ['an order by its client id where it has no other', place(), { id: null, clientOrderId: 'a' }, place(), { id: null, clientOrderId: 'b' }],
    ['then place, as numbers', place({ end: '9' }), ORDER, place({ end: '10' }), ORDER],
    ['a missing place last', place({ end: '9' }), ORDER, place({ end: null }), ORDER],
    ["an arrival among the exchange's times by when it came", place({ at: -T - 0.5 }), ORDER, place({ at: T + 1 }), ORDER],
  ])('%s', (_, first, firstOrder, second, secondOrder) => {
    expect(compareFills(first, firstOrder, second, secondOrder)).toBeLessThan(0);
    expect(compareFills(second, secondOrder, first, firstOrder)).toBeGreaterThan(0);
    expect(compareFills(first, firstOrder, { ...first }, { ...firstOrder })).toBe(0);
  }); // prettier-ignore

  it('does not take ids with leading zeros for integers', () => {
    expect(compareIds('010', '9')).toBeGreaterThan(0);
    expect(compareIds('12345678901234567890', '12345678901234567891')).toBeLessThan(0);
  });
});
