import { beforeEach, describe, expect, it } from '@jest/globals';
import { SettlingCache } from '../../test/support/settling-cache.js';
import { fill, T } from '../../test/support/updates.js';
import type { Adjustment } from './adjustment.js';

let cache: SettlingCache;

beforeEach(() => {
  cache = new SettlingCache();
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
    ['flat at a price', '-4', '90', { signedAmount: '0', entryPrice: '0', realizedPnl: '-40' }],
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

  it('counts at its own time, also where it comes late', () => {
    cache.positions.applyUpdate(fill('4', '4', '110', { id: '8', side: 'SELL', timestamp: T + 9 }));
    expect(position()).toMatchObject({ signedAmount: '0', realizedPnl: '40' });
    cache.positions.applyAdjustment(
      adjustment({ kind: 'CORRECTION', amount: null, currency: null, quantity: '-1', price: '130' }),
    );
    expect(position()).toMatchObject({ signedAmount: '-1', entryPrice: '110', realizedPnl: '60' });
    expect(cache.faults()).toEqual([]);
  });

  it('without a time counts as of when it came: after all that is known of its exchange', () => {
    cache.positions.applyAdjustment(
      adjustment({ quantity: '-4', price: '110', timestamp: null, kind: 'CORRECTION' }),
    );
    cache.positions.applyUpdate(fill('1', '1', '120', { id: '8', timestamp: T }));
    expect(position()).toMatchObject({ signedAmount: '1', entryPrice: '104', realizedPnl: '24' });
  });

  it('is one record: nothing else says what was counted', () => {
    cache.commit();
    cache.positions.applyAdjustment(adjustment());
    const taken = cache.tables.changes.take(9)?.entries.map(({ table }) => table);
    expect(taken).toEqual(['adjustment']);
  });

  it('can be told again once it is settled and forgotten, and no earlier', () => {
    cache.positions.applyAdjustment(adjustment());
    cache.tables.positions.forgetAdjustments(cache.now + 1);
    expect(cache.positions.applyAdjustment(adjustment())).toEqual({ outcome: 'duplicate' });
    expect(cache.settle()).toBe(2);
    cache.tables.positions.forgetAdjustments(cache.now);
    expect(cache.positions.applyAdjustment(adjustment())).toEqual({ outcome: 'duplicate' });
    expect(position()?.adjustments).toEqual({ USDT: '-0.5' });
    cache.tables.positions.forgetAdjustments(cache.now + 1);
    cache.commit();
    expect(cache.positions.applyAdjustment(adjustment())).toEqual({ outcome: 'applied' });
    expect(position()?.adjustments).toEqual({ USDT: '-1' });
  });

  it.each<[string, Partial<Record<keyof Adjustment | 'more', unknown>>]>([
    ['amount', { amount: null }],
    ['currency', { currency: null }],
    ['id', { id: '' }],
    ['kind', { kind: 'GIFT' }],
    ['price', { symbol: 'NEW', quantity: '1' }],
    ['price', { quantity: '1' }],
    ['price', { quantity: '-1', price: null, amount: null, currency: null }],
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
