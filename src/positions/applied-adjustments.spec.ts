import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T } from '../../test/support/updates.js';
import type { Adjustment } from './adjustment.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
  cache.positions.applyUpdate(fill('4', '4', '100'));
});

function adjustment(fields: Partial<Adjustment> = {}): Adjustment {
  return {
    exchange: 'binance',
    symbol: 'BTCUSDT',
    id: 'a1',
    kind: 'FUNDING',
    amount: '-0.5',
    currency: 'USDT',
    timestamp: T + 1,
    ...fields,
  };
}

function position(symbol = 'BTCUSDT') {
  return cache.positions.position(symbol);
}

describe('an adjustment', () => {
  it('of money is kept apart from the profits, by currency', () => {
    cache.positions.applyAdjustment(adjustment());
    cache.positions.applyAdjustment(adjustment({ id: 'a2', amount: '0.2' }));
    expect(position()).toMatchObject({
      adjustments: { USDT: '-0.3' },
      realizedPnl: '0',
      netRealizedPnl: '0',
      signedAmount: '4',
    });
  });

  it('counts once', () => {
    expect(cache.positions.applyAdjustment(adjustment())).toEqual({ outcome: 'applied' });
    expect(cache.positions.applyAdjustment(adjustment())).toEqual({ outcome: 'duplicate' });
    expect(position()?.adjustments).toEqual({ USDT: '-0.5' });
    expect(cache.positions.applyAdjustment(adjustment({ exchange: 'okx' }))).toEqual({ outcome: 'applied' });
  });

  it.each([
    ['more at a price', '1', '150', { signedAmount: '5', entryPrice: '110', realizedPnl: '0' }],
    ['less at a price', '-1', '150', { signedAmount: '3', entryPrice: '100', realizedPnl: '50' }],
    ['more at its entry', '1', null, { signedAmount: '5', entryPrice: '100', realizedPnl: '0' }],
    ['less at its entry', '-4', null, { signedAmount: '0', entryPrice: '0', realizedPnl: '0' }],
  ])('of a quantity makes it %s', (_, quantity, price, expected) => {
    cache.positions.applyAdjustment(
      adjustment({ kind: 'CORRECTION', amount: null, currency: null, quantity, price }),
    );
    expect(position()).toMatchObject(expected);
    expect(cache.faults()).toEqual([]);
  });

  it('opens a position that was not known, at its price', () => {
    cache.positions.applyAdjustment(
      adjustment({ symbol: 'NEW', kind: 'CORRECTION', quantity: '-2', price: '7' }),
    );
    expect(position('NEW')).toMatchObject({
      signedAmount: '-2',
      entryPrice: '7',
      adjustments: { USDT: '-0.5' },
    });
    expect(cache.faults()).toEqual([]);
  });

  it('is in one unit with its position', () => {
    while (cache.tables.changes.take(9) !== null);
    cache.positions.applyAdjustment(adjustment());
    expect(
      cache.tables.changes
        .take(1)
        ?.entries.map(({ table }) => table)
        .toSorted(),
    ).toEqual(['adjustment', 'position']);
  });

  it('can be told again once it is forgotten', () => {
    cache.positions.applyAdjustment(adjustment());
    cache.positions.forget(cache.now, 9);
    expect(cache.positions.applyAdjustment(adjustment())).toEqual({ outcome: 'duplicate' });
    cache.positions.forget(cache.now + 1, 9);
    expect(cache.positions.applyAdjustment(adjustment())).toEqual({ outcome: 'applied' });
  });

  it.each<[string, Partial<Record<keyof Adjustment | 'more', unknown>>]>([
    ['amount', { amount: null }],
    ['currency', { currency: null }],
    ['id', { id: '' }],
    ['kind', { kind: 'GIFT' }],
    ['price', { symbol: 'NEW', quantity: '1' }],
    ['price', { quantity: '1', price: '0' }],
    ['quantity', { quantity: 1 }],
    ['more', { more: '1' }],
  ])('with a wrong %s is refused by name: %j', (field, wrong) => {
    const before = cache.state();
    const given = { ...adjustment(), ...wrong } as Adjustment;
    expect(cache.positions.applyAdjustment(given)).toMatchObject({ outcome: 'rejected', field });
    expect(cache.state()).toEqual(before);
  });
});
