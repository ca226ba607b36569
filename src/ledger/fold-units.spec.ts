import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactText, toFixedPoint } from '../decimal/fixed-point.js';
import { UNREGISTERED } from '../instruments/instrument.table.js';
import type { ContractTerms } from '../instruments/instrument.table.js';
import { positionView } from '../positions/position-view.js';
import type { ShownPosition } from '../positions/position-view.js';
import { foldItem } from './fold-item.js';
import { Ledger } from './ledger.js';
import type { AdjustmentItem, AdoptionItem, FillOwner, LedgerItem } from './ledger-item.js';
import { flatState } from './leg-state.js';
import type { LegState } from './leg-state.js';
import type { OrderFill } from './order-fill.js';
import { UnitState } from './unit-state.js';

const ONE = toFixedPoint('1');
const SYMBOL = 'BTCUSDT';
const OWNERS: Readonly<Record<'BUY' | 'SELL', FillOwner>> = {
  BUY: { key: 'b', record: { id: 'b', clientOrderId: null, side: 'BUY' } },
  SELL: { key: 's', record: { id: 's', clientOrderId: null, side: 'SELL' } },
};

type Item = Partial<OrderFill> & { readonly side: 'BUY' | 'SELL' };

/** Decimals of a few digits mostly, some of them of many. */
function decimals(most: number, digits: number): fc.Arbitrary<string> {
  const few = fc
    .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 0, max: digits }))
    .map(([units, places]) => exactText(BigInt(units), places));
  const many = fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 24n }), fc.integer({ min: 6, max: 18 }))
    .map(([units, places]) => exactText(units, places));
  return fc.oneof({ weight: 60, arbitrary: few }, { weight: 1, arbitrary: many });
}

const fills: fc.Arbitrary<Item> = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.oneof(fc.constantFrom('1', '2', '0.7'), decimals(900, 3)),
  price: fc.oneof(fc.constantFrom('100', '99.99', '0.01'), decimals(6_000_000, 8)),
  fee: fc.oneof(fc.constantFrom(null, '0', '0.01', '-0.01'), decimals(100_000, 9)),
  feeCurrency: fc.constantFrom('USDT', 'USDT', 'USDT', 'BNB', 'BTC'),
});

/** What is derived, and what is no fill. */
const others = fc.oneof(
  fc.record({
    cost: fc.bigInt({ min: 0n, max: 10n ** 40n }),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
  }),
  fc.record({ funding: fc.integer({ min: -5, max: 5 }) }),
  fc.record({ adopted: fc.integer({ min: -3, max: 3 }), entry: fc.constantFrom(null, '100.5') }),
);

function itemOf(told: Item | Record<string, unknown>, at: number): [LedgerItem, FillOwner | null] {
  if ('funding' in told) {
    const amount = BigInt(told.funding as number) * ONE;
    const item: AdjustmentItem = {
      kind: 'adjustment',
      adjustmentKind: 'FUNDING',
      id: String(at),
      quantity: 0n,
      price: null,
      amount,
      currency: 'USDT',
      reason: null,
      at,
    };
    return [item, null];
  }
  if ('adopted' in told) {
    const entryPrice = told.entry === null ? null : toFixedPoint(told.entry as string);
    const quantity = BigInt(told.adopted as number) * ONE;
    const item: AdoptionItem = { kind: 'adoption', id: String(at), quantity, entryPrice, at };
    return [item, null];
  }
  const { side, ...fields } = told as Item;
  const plain = { tradeId: String(at), quantity: '1.5', price: null, fee: null, feeCurrency: null };
  return [{ ...plain, liquidity: null, at, end: null, ...fields }, OWNERS[side]];
}

/** Every leg is seen after each item, read now and then. */
function expectSame(told: readonly (Item | Record<string, unknown>)[], terms: ContractTerms): number {
  const ledger = new Ledger(flatState(terms.kind, terms.contractSize), () => terms);
  let state: LegState = flatState(terms.kind, terms.contractSize);
  const shown: Record<string, ShownPosition> = {};
  let counted = 0;
  for (const [at, each] of told.entries()) {
    const [item, owner] = itemOf(each, at);
    ledger.insert(item, owner, 0);
    state = foldItem(state, item, owner, terms);
    const { figures } = ledger;
    if (figures instanceof UnitState) counted++;
    expect(ledger.quantity).toBe(state.quantity);
    if (at % 3 === 2) continue;
    for (const positionSide of ['NET', 'LONG', 'SHORT'] as const) {
      const leg = { exchange: 'binance', symbol: SYMBOL, positionSide };
      for (const mark of [null, { price: '101.25', ageMs: 0 }]) {
        const position = positionView(leg, figures, null, mark, shown[positionSide] ?? null);
        expect(position).toEqual(positionView(leg, state, null, mark));
        shown[positionSide] = { figures, instrument: null, position };
      }
    }
    expect(ledger.state).toEqual(state);
  }
  return counted;
}

describe('a leg that is counted in units', () => {
  it('is what the fold of fixed-point integers makes of it, by every fill', () => {
    fc.assert(
      fc.property(fc.array(fills, { maxLength: 40 }), fc.constantFrom('linear', 'spot'), (told, kind) => {
        const feesFrom = kind === 'spot' ? 'BTC' : null;
        expect(expectSame(told, { ...UNREGISTERED, kind, feesFrom })).toBeLessThanOrEqual(told.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is so between items that are not, and on markets that are not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 6, arbitrary: fills }, { weight: 1, arbitrary: others }), {
          maxLength: 40,
        }),
        fc.constantFrom('linear', 'inverse'),
        fc.constantFrom('1', '1', '0.01'),
        (told, kind, size) => {
          const usual = kind === 'inverse' ? told.filter((each) => !('cost' in each)) : told;
          const terms = { kind, contractSize: toFixedPoint(size), feesFrom: null };
          expect(expectSame(usual, terms)).toBeLessThanOrEqual(usual.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays counted so, over many fills that leave costs with many digits', () => {
    const told = Array.from({ length: 600 }, (_, at): Item => ({
      side: (at * 7) % 11 < 6 ? 'BUY' : 'SELL',
      quantity: exactText(BigInt(1 + ((at * 37) % 900)), 3),
      price: exactText(BigInt(5_990_000 + ((at * 7_919) % 20_000)), 2),
      fee: exactText(BigInt(1 + ((at * 104_729) % 9_999_999)), 9),
      feeCurrency: 'USDT',
    }));
    expect(expectSame(told, UNREGISTERED)).toBe(600);
  });

  it('is not, where that is not certain', () => {
    const fill = { quantity: '1', price: '100', fee: null, feeCurrency: null, side: 'BUY' } as const;
    const seen = (fields: Partial<OrderFill>, terms = UNREGISTERED): number =>
      expectSame([{ ...fill, ...fields }], terms);
    expect(seen({})).toBe(1);
    expect(seen({ price: null, cost: 5n })).toBe(0);
    expect(seen({ quantity: '3000000000' })).toBe(0);
    expect(seen({ price: '12345678901234567' })).toBe(0);
    expect(seen({ price: '0.1234567890123456' })).toBe(0);
    expect(seen({ fee: '1', feeCurrency: 'BTC' }, { ...UNREGISTERED, kind: 'spot', feesFrom: 'BTC' })).toBe(
      0,
    );
    expect(seen({}, { ...UNREGISTERED, contractSize: toFixedPoint('0.1') })).toBe(0);
    expect(seen({}, { ...UNREGISTERED, kind: 'inverse' })).toBe(0);
  });
});
