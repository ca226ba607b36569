import { describe, expect, it } from '@jest/globals';
import { fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import type { ContractTerms } from '../instruments/instrument.table.js';
import { costAt, costDigits } from './contract-cost.js';
import { foldCorrection, foldItem } from './fold-item.js';
import type { AdjustmentItem, CorrectionItem, FillOwner } from './ledger-item.js';
import { flatState } from './leg-state.js';
import type { LegState } from './leg-state.js';
import type { OrderFill } from './order-fill.js';

const BUYER: FillOwner = { key: 'o', record: { id: '1', clientOrderId: null, side: 'BUY' } };

function terms(kind: InstrumentKind = 'linear', contractSize = '0.1'): ContractTerms {
  return { kind, contractSize: toFixedPoint(contractSize), feesFrom: kind === 'spot' ? 'BTC' : null };
}

/** A leg of a signed quantity at a price, of contracts of 0.1. */
function held(quantity: string, price: string, kind: InstrumentKind = 'linear'): LegState {
  const signed = toFixedPoint(quantity);
  const cost = costAt(kind, signed < 0n ? -signed : signed, toFixedPoint(price));
  return { ...flatState(kind, toFixedPoint('0.1')), quantity: signed, cost };
}

/** Quantity, cost and realized profit in decimals. */
function shown({ kind, quantity, cost, realizedPnl }: LegState): string {
  const profit = fromFixedPoint(realizedPnl, 3 * SCALE);
  return `${fromFixedPoint(quantity)} for ${fromFixedPoint(cost, costDigits(kind))}, realized ${profit}`;
}

function fillOf(quantity: string, price: string, fields: Partial<OrderFill> = {}): OrderFill {
  return {
    tradeId: 't',
    quantity,
    price,
    fee: null,
    feeCurrency: null,
    liquidity: null,
    at: 7,
    end: null,
    ...fields,
  };
}

/** A difference of cost of a side: `quantity` at `price`, or per price where the contract is inverse. */
function corrected(leg: LegState, side: 'BUY' | 'SELL', quantity: string, price: string): string {
  const cost = costAt(leg.kind, toFixedPoint(quantity), toFixedPoint(price));
  const item: CorrectionItem = {
    kind: 'correction',
    quantity: 0n,
    cost: side === 'BUY' ? cost : -cost,
    fees: [],
    at: 9,
    changed: 0,
  };
  return shown(foldCorrection(leg, item, terms(leg.kind)));
}

describe('a correction of settled fills that cost something else', () => {
  it.each<[string, 'BUY' | 'SELL', string, string, string]>([
    ['2', 'BUY', '1', '5', '2 for 205, realized 0'],
    ['-2', 'SELL', '-1', '5', '-2 for 195, realized 0'],
    ['0', 'BUY', '1', '5', '0 for 0, realized -0.5'],
    ['0', 'SELL', '1', '5', '0 for 0, realized 0.5'],
  ])('of a leg of %s at 100, by a %s: %s x %s', (quantity, side, size, price, after) => {
    expect(corrected(held(quantity, '100'), side, size, price)).toBe(after);
  });

  it.each<[string, 'BUY' | 'SELL', string, string, string]>([
    ['2', 'BUY', '1', '100', '2 for 0.03, realized 0'],
    ['0', 'SELL', '1', '100', '0 for 0, realized -0.001'],
  ])('of an inverse leg of %s at 100, by a %s: %s / %s', (quantity, side, size, price, after) => {
    expect(corrected(held(quantity, '100', 'inverse'), side, size, price)).toBe(after);
  });

  it('is realized where the cost would not stay above zero', () => {
    expect(corrected(held('0.01', '100'), 'BUY', '-1', '1')).toBe('0.01 for 1, realized 0.1');
  });
});

const difference = (quantity: string, cost: string): CorrectionItem => ({
  kind: 'correction',
  quantity: toFixedPoint(quantity),
  cost: toFixedPoint(cost) * toFixedPoint('1'),
  fees: [{ currency: 'USDT', amount: 5n }],
  at: 9,
  changed: 0,
});

describe('a correction of settled fills that were more or fewer', () => {
  it.each([
    ['more bought', '2', '1', '130', '3 for 330, realized 0'],
    ['fewer bought, which closes them at what they had cost', '2', '-1', '-130', '1 for 100, realized 3'],
    ['more sold', '-2', '-1', '-130', '-3 for 330, realized 0'],
  ])('%s: counts as a fill', (_, leg, quantity, cost, after) => {
    const folded = foldCorrection(held(leg, '100'), difference(quantity, cost), terms());
    expect(shown(folded)).toBe(after);
    expect(folded.fees).toEqual([{ currency: 'USDT', amount: 5n }]);
  });
});

describe('the fill of a spot market', () => {
  it('pays a fee in the base from the holding, and no other', () => {
    const leg = flatState('spot', toFixedPoint('1'));
    const spot = terms('spot', '1');
    const inBase = foldItem(leg, fillOf('2', '100', { fee: '0.5', feeCurrency: 'BTC' }), BUYER, spot);
    expect(shown(inBase)).toBe('1.5 for 150, realized 0');
    const inQuote = foldItem(leg, fillOf('2', '100', { fee: '0.5', feeCurrency: 'USDT' }), BUYER, spot);
    expect(shown(inQuote)).toBe('2 for 200, realized 0');
    expect(inBase.fees).toEqual([{ currency: 'BTC', amount: toFixedPoint('0.5') }]);
  });
});

describe('a leg that is flat', () => {
  it('takes the terms that its market has then; one that is open keeps its own', () => {
    const after = foldItem(held('0', '100'), fillOf('1', '100'), BUYER, terms('inverse', '7'));
    expect([after.kind, after.contractSize]).toEqual(['inverse', toFixedPoint('7')]);
    const open = foldItem(held('1', '100'), fillOf('1', '100'), BUYER, terms('inverse', '7'));
    expect([open.kind, open.contractSize]).toEqual(['linear', toFixedPoint('0.1')]);
  });
});

function adopted(leg: LegState, quantity: string, entryPrice: string | null): LegState {
  const item = {
    kind: 'adoption',
    id: 'a',
    quantity: toFixedPoint(quantity),
    entryPrice: entryPrice === null ? null : toFixedPoint(entryPrice),
    at: 9,
  } as const;
  return foldItem(leg, item, null, terms());
}

describe('a snapshot that is adopted', () => {
  it.each<[string, string, string | null, string]>([
    ['2', '3', '110', '3 for 330, realized 0'],
    ['2', '1', null, '1 for 100, realized 0'],
    ['2', '-1', '90', '-1 for 90, realized 0'],
    ['2', '0', null, '0 for 0, realized 0'],
    ['0', '-1', '90', '-1 for 90, realized 0'],
  ])('makes a leg of %s at 100 one of %s at %s, and realizes nothing', (before, quantity, price, after) => {
    expect(shown(adopted(held(before, '100'), quantity, price))).toBe(after);
  });

  it('opens anew where the leg was flat or on the other side, and closes where it says flat', () => {
    const before = { ...held('2', '100'), openedAt: 3, peak: toFixedPoint('5') };
    expect(adopted(before, '1', '1')).toMatchObject({ openedAt: 3, closedAt: null, peak: before.peak });
    expect(adopted(before, '-1', '1')).toMatchObject({
      openedAt: 9,
      closedAt: null,
      peak: toFixedPoint('1'),
    });
    expect(adopted(before, '0', null)).toMatchObject({ openedAt: null, closedAt: 9 });
    expect(adopted({ ...held('0', '1'), closedAt: 4 }, '0', null)).toMatchObject({
      closedAt: 4,
      updatedAt: 9,
    });
  });
});

describe('an adjustment', () => {
  const adjustment: AdjustmentItem = {
    kind: 'adjustment',
    id: 'a',
    adjustmentKind: 'CORRECTION',
    quantity: 0n,
    price: null,
    amount: 0n,
    currency: null,
    reason: null,
    at: 9,
  };

  it('of a quantity counts as a fill at its price, without fees', () => {
    const item = { ...adjustment, quantity: toFixedPoint('-1'), price: toFixedPoint('130') };
    expect(shown(foldItem(held('2', '100'), item, null, terms()))).toBe('1 for 100, realized 3');
  });

  it('of money is kept by currency, apart from the profit', () => {
    const item = { ...adjustment, amount: -5n, currency: 'USDT' };
    const after = foldItem(foldItem(held('2', '100'), item, null, terms()), item, null, terms());
    expect(after).toMatchObject({ adjustments: [{ currency: 'USDT', amount: -10n }], realizedPnl: 0n });
    expect(shown(after)).toBe('2 for 200, realized 0');
  });
});
