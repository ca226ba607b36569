import { describe, expect, it } from '@jest/globals';
import { fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import type { OrderSide } from '../orders/order.js';
import { costAt, costDigits } from './contract-cost.js';
import { correctCost } from './correct-cost.js';
import { flatPosition } from './position-record.js';
import type { PositionRecord } from './position-record.js';

/** A position of a signed quantity at a price, of contracts of 0.1. */
function held(quantity: string, price: string, kind: InstrumentKind = 'linear'): PositionRecord {
  const place = { exchange: 'x', symbol: 'BTCUSDT', positionSide: 'NET' } as const;
  const signed = toFixedPoint(quantity);
  const cost = costAt(kind, signed < 0n ? -signed : signed, toFixedPoint(price));
  return { ...flatPosition(place, toFixedPoint('0.1'), kind), quantity: signed, cost };
}

/** What a difference of the cost of a fill, as a quantity at a price, makes of it. */
function corrected(position: PositionRecord, side: OrderSide, quantity: string, price: string): string {
  const size = toFixedPoint(quantity);
  const difference = costAt(position.kind, size, toFixedPoint(price));
  const { cost, realizedPnl } = correctCost(position, side, difference, 9);
  const digits = costDigits(position.kind);
  return `for ${fromFixedPoint(cost, digits)}, realized ${fromFixedPoint(realizedPnl, 3 * SCALE)}`;
}

describe('a fill that cost something else than was counted', () => {
  it.each<[string, OrderSide, string, string, string]>([
    ['2', 'BUY', '1', '5', 'for 205, realized 0'],
    ['-2', 'SELL', '-1', '5', 'for 195, realized 0'],
    ['2', 'SELL', '1', '5', 'for 200, realized 0.5'],
    ['-2', 'BUY', '1', '5', 'for 200, realized -0.5'],
    ['0', 'BUY', '1', '5', 'for 0, realized -0.5'],
    ['0', 'SELL', '1', '5', 'for 0, realized 0.5'],
  ])('of a position of %s at 100, by a %s: %s x %s', (quantity, side, size, price, after) => {
    expect(corrected(held(quantity, '100'), side, size, price)).toBe(after);
  });

  it.each<[string, OrderSide, string, string, string]>([
    ['2', 'BUY', '1', '100', 'for 0.03, realized 0'],
    ['2', 'SELL', '1', '100', 'for 0.02, realized -0.001'],
    ['-2', 'BUY', '1', '100', 'for 0.02, realized 0.001'],
    ['0', 'SELL', '1', '100', 'for 0, realized -0.001'],
  ])('of an inverse position of %s at 100, by a %s: %s / %s', (quantity, side, size, price, after) => {
    expect(corrected(held(quantity, '100', 'inverse'), side, size, price)).toBe(after);
  });

  it('is realized where the cost would not stay above zero', () => {
    expect(corrected(held('0.01', '100'), 'BUY', '-1', '1')).toBe('for 1, realized 0.1');
  });

  it('is of what was entered or left since the opening, as far as that was closed', () => {
    const closed = { closedQuantity: toFixedPoint('1'), closedEntryCost: 100n, closedExitCost: 110n };
    const flat: PositionRecord = { ...held('0', '100'), ...closed };
    expect(correctCost(flat, 'BUY', 5n, 9)).toMatchObject({ closedEntryCost: 105n, closedExitCost: 110n });
    expect(correctCost(flat, 'SELL', 5n, 9)).toMatchObject({ closedEntryCost: 100n, closedExitCost: 115n });
    expect(correctCost(flat, 'SELL', -110n, 9)).toMatchObject(closed);
    const short = { ...flat, closedQuantity: toFixedPoint('-1') };
    expect(correctCost(short, 'SELL', 5n, 9)).toMatchObject({ closedEntryCost: 105n, closedExitCost: 110n });
    expect(correctCost(held('0', '1'), 'BUY', 5n, 9)).toMatchObject({ closedEntryCost: 0n, updatedAt: 9 });
  });
});
