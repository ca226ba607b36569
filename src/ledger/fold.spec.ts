import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import { foldFill, payFromHolding } from './fold.js';
import type { CountedFill } from './fold.js';
import { flatState } from './leg-state.js';
import type { LegState } from './leg-state.js';

const ONE = toFixedPoint('1');

function flat(contractSize = '1'): LegState {
  return Object.freeze(flatState('linear', toFixedPoint(contractSize)));
}

/** A fill of a signed quantity: bought above zero, sold below. */
function trade(quantity: string, price: string): CountedFill {
  const sold = quantity.startsWith('-');
  const size = toFixedPoint(sold ? quantity.slice(1) : quantity);
  return {
    side: sold ? 'SELL' : 'BUY',
    quantity: size,
    cost: size * toFixedPoint(price),
    fees: [],
  };
}

function folded(position: LegState, ...fills: readonly CountedFill[]): LegState {
  return fills.reduce((record, each, at) => Object.freeze(foldFill(record, each, at + 1)), position);
}

/** Quantity, cost and realized profit in decimals. */
function shown({ quantity, cost, realizedPnl }: LegState): string {
  const profit = fromFixedPoint(realizedPnl, 3 * SCALE);
  return `${fromFixedPoint(quantity)} for ${fromFixedPoint(cost, 2 * SCALE)}, realized ${profit}`;
}

/** When a position was opened, closed and last changed, its fills coming at 1, 2, 3. */
function times(...fills: readonly CountedFill[]): (number | null)[] {
  const { openedAt, closedAt, updatedAt } = folded(flat(), ...fills);
  return [openedAt, closedAt, updatedAt];
}

function paid(each: CountedFill, amount: bigint): CountedFill {
  return { ...each, fees: [{ currency: 'USDT', amount }] };
}

describe('folding a fill', () => {
  it.each<[string, readonly CountedFill[], string]>([
    ['opens long', [trade('2', '100')], '2 for 200, realized 0'],
    ['opens short', [trade('-2', '100')], '-2 for 200, realized 0'],
    ['adds to a long', [trade('2', '100'), trade('1', '130')], '3 for 330, realized 0'],
    ['adds to a short', [trade('-2', '100'), trade('-1', '130')], '-3 for 330, realized 0'],
    ['reduces a long', [trade('2', '100'), trade('-1', '130')], '1 for 100, realized 30'],
    ['reduces a short', [trade('-2', '100'), trade('1', '130')], '-1 for 100, realized -30'],
    ['closes a long', [trade('2', '100'), trade('-2', '90')], '0 for 0, realized -20'],
    ['closes a short', [trade('-2', '100'), trade('2', '90')], '0 for 0, realized 20'],
    ['crosses from long to short', [trade('1', '100'), trade('-3', '90')], '-2 for 180, realized -10'],
    ['crosses from short to long', [trade('-1', '100'), trade('3', '90')], '2 for 180, realized 10'],
    ['opens again', [trade('1', '100'), trade('-1', '90'), trade('1', '80')], '1 for 80, realized -10'],
  ])('%s', (_, fills, expected) => {
    expect(shown(folded(flat(), ...fills))).toBe(expected);
  });

  it('reducing in parts keeps the entry: cost by quantity stays', () => {
    const third = folded(flat(), trade('3', '100'), trade('-1', '1'), trade('-1', '2'));
    expect(shown(third)).toBe('1 for 100, realized -197');
  });

  it('counts profit in units of the base: quantity x contract size', () => {
    expect(shown(folded(flat('0.001'), trade('5', '100'), trade('-5', '110')))).toBe(
      '0 for 0, realized 0.05',
    );
  });

  it('notes when it was opened, closed and last changed', () => {
    const [buy, sell, crossing] = [trade('1', '1'), trade('-1', '1'), trade('-3', '1')];
    expect(times(buy)).toEqual([1, null, 1]);
    expect(times(buy, buy)).toEqual([1, null, 2]);
    expect(times(buy, buy, sell)).toEqual([1, null, 3]);
    expect(times(buy, sell)).toEqual([null, 2, 2]);
    expect(times(buy, sell, buy)).toEqual([3, null, 3]);
    expect(times(buy, crossing)).toEqual([2, null, 2]);
  });

  it('of an earlier time than the entry before it does not make it older', () => {
    const [first, late] = [trade('1', '1'), trade('1', '1')];
    const after = foldFill(foldFill(flat(), first, 9), late, 5);
    expect([after.openedAt, after.updatedAt]).toEqual([9, 9]);
  });

  it('of fees alone moves nothing but the fees', () => {
    const before = folded(flat(), trade('1', '100'));
    const fees = [{ currency: 'BNB', amount: 5n }];
    const after = foldFill(before, { side: 'BUY', quantity: 0n, cost: 0n, fees }, 9);
    expect(after).toEqual({ ...before, fees, updatedAt: 9 });
  });

  it('of fees alone does not open a position that is flat', () => {
    const before = folded(flat(), trade('1', '100'), trade('-1', '100'));
    const fees = [{ currency: 'BNB', amount: 5n }];
    const after = foldFill(before, { side: 'SELL', quantity: 0n, cost: 0n, fees }, 9);
    expect(after).toEqual({ ...before, fees, updatedAt: 9 });
  });

  it('adds fees by currency, whatever the fill does', () => {
    const fills = [
      paid(trade('1', '100'), 3n),
      paid(trade('-3', '100'), 4n),
      paid(trade('1', '100'), -2n),
      trade('1', '100'),
    ];
    expect(folded(flat(), ...fills).fees).toEqual([{ currency: 'USDT', amount: 5n }]);
  });

  it('splits a cost that cannot be divided evenly, and loses nothing of it', () => {
    const bought = { ...trade('3', '0'), cost: 100n };
    const parts = folded(flat(), bought, trade('-1', '0'));
    expect([parts.cost, parts.realizedPnl]).toEqual([67n, -33n * ONE]);
    const closed = folded(parts, trade('-1', '0'), trade('-1', '0'));
    expect([closed.cost, closed.realizedPnl]).toEqual([0n, -100n * ONE]);
  });

  it('splits the cost of a fill that crosses zero, and loses nothing of it', () => {
    const crossing = { ...trade('-3', '0'), cost: 100n };
    const position = folded(flat(), trade('1', '0'), crossing);
    expect([position.cost, position.realizedPnl]).toEqual([67n, 33n * ONE]);
  });
});

const pay = (before: LegState, fee: string, price: string): LegState =>
  payFromHolding(before, toFixedPoint(fee), toFixedPoint(price), 9);

describe('a fee that is paid from a holding', () => {
  it('shrinks it at its entry: nothing is realized', () => {
    expect(shown(pay(folded(flat(), trade('2', '100')), '0.5', '120'))).toBe('1.5 for 150, realized 0');
    expect(shown(pay(folded(flat(), trade('2', '100')), '-0.5', '120'))).toBe('2.5 for 250, realized 0');
  });

  it('closes it where it takes all', () => {
    const paid = pay(folded(flat(), trade('2', '100')), '2', '120');
    expect([shown(paid), paid.openedAt, paid.closedAt]).toEqual(['0 for 0, realized 0', null, 9]);
  });

  it('is owed at the price of the fill where the holding does not have it', () => {
    expect(shown(pay(folded(flat(), trade('2', '100')), '3', '120'))).toBe('-1 for 120, realized 0');
    expect(shown(pay(flat(), '3', '120'))).toBe('-3 for 360, realized 0');
  });
});

describe('at flat, whatever came before', () => {
  const fills = fc.array(
    fc.record({
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      quantity: fc.bigInt({ min: 1n, max: 10n ** 24n }),
      cost: fc.bigInt({ min: 0n, max: 10n ** 48n }),
    }),
    { minLength: 1, maxLength: 12 },
  );

  it('the realized profit is all that was received less all that was paid, exactly', () => {
    fc.assert(
      fc.property(fills, fc.bigInt({ min: 0n, max: 10n ** 48n }), (trades, lastCost) => {
        const each = trades.map((some): CountedFill => ({ ...some, fees: [] }));
        const open = folded(flat(), ...each);
        const side = open.quantity > 0n ? 'SELL' : 'BUY';
        const quantity = open.quantity < 0n ? -open.quantity : open.quantity;
        const last: CountedFill = { side, quantity, cost: lastCost, fees: [] };
        const all = quantity === 0n ? each : [...each, last];
        const closed = folded(flat(), ...all);
        const received = all.reduce((sum, { side, cost }) => sum + (side === 'SELL' ? cost : -cost), 0n);
        expect([closed.quantity, closed.cost, closed.realizedPnl]).toEqual([0n, 0n, received * ONE]);
      }),
      { numRuns: 500 },
    );
  });

  it('while it is open, profit and cost together are the cost flow', () => {
    fc.assert(
      fc.property(fills, (trades) => {
        const each = trades.map((some): CountedFill => ({ ...some, fees: [] }));
        const { quantity, cost, realizedPnl } = folded(flat(), ...each);
        const received = each.reduce((sum, { side, cost }) => sum + (side === 'SELL' ? cost : -cost), 0n);
        const tied = quantity > 0n ? -cost : cost;
        expect(realizedPnl + tied * ONE).toBe(received * ONE);
        expect(cost >= 0n).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
