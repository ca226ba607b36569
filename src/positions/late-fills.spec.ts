import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import { MAX_STRETCHES } from './named-fills.js';
import type { Watermark } from './watermark.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

function hear(...updates: readonly OrderUpdate[]): string[] {
  return updates.map((each) => cache.positions.applyUpdate(each).outcome);
}

/** The quantity, the entry and the realized profit. */
function held(): unknown {
  const position = cache.positions.position('BTCUSDT');
  return [position?.signedAmount, position?.entryPrice, position?.realizedPnl];
}

function watermark(id = '7'): Watermark {
  return cache.tables.positions.watermarks.get(`binance\u001fBTCUSDT\u001f${id}`) as Watermark;
}

function trade(tradeId: string, quantity: string, price: string): string {
  const place = { exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', side: 'BUY' } as const;
  return cache.positions.applyTrade({ ...place, tradeId, quantity, price, timestamp: T }).outcome;
}

const P = fill('1', '1', '100', { average: '100.00' });
const Q = fill('3', '2', '100.01', { average: '100.01', timestamp: T + 1 });
const EXACT = ['3', '100.006666666666666667', '0'];

describe('a fill that comes after a later one of its order', () => {
  it('is counted at its own price at last', () => {
    expect(hear(Q)).toEqual(['applied']);
    expect(held()).toEqual(['3', '100.01', '0']);
    expect(hear(P, P, Q)).toEqual(['applied', 'stale', 'duplicate']);
    expect(held()).toEqual(EXACT);
    expect(watermark().named).toBeNull();
    expect(cache.faults()).toEqual([]);
  });

  it('is, where it was counted by an end that named no fill', () => {
    hear(fill('3', '3', '100'));
    const end = update({ status: 'CANCELED', filled: '5', average: '100.41', timestamp: T + 2 });
    hear(end);
    expect(hear(fill('5', '2', '101', { timestamp: T + 1 }), end)).toEqual(['applied', 'duplicate']);
    expect(held()).toEqual(['5', '100.4', '0']);
  });

  it('is, where nothing told the price of what was missed', () => {
    hear({ ...Q, average: null });
    expect(held()).toEqual(['3', '100.01', '0']);
    hear(P);
    expect(held()).toEqual(EXACT);
  });

  it('waits for the rest of what was missed, and is counted by then as it was', () => {
    hear(fill('4', '1', '100.01', { average: '100.01', timestamp: T + 4 }));
    expect(hear(P, P)).toEqual(['applied', 'stale']);
    expect(held()).toEqual(['4', '100.01', '0']);
    hear(fill('3', '2', '100', { timestamp: T + 2 }));
    expect(held()).toEqual(['4', '100.0025', '0']);
  });

  it('is realized where the position was closed since', () => {
    hear(Q, traded('8', 'SELL', '3', '110'));
    expect(held()).toEqual(['0', '0', '29.97']);
    hear(P);
    expect(held()).toEqual(['0', '0', '29.98']);
    expect(cache.positions.position('BTCUSDT')?.averageClosePrice).toBe('110');
  });

  it('reaches the position of an order that left memory', () => {
    hear(Q, update({ status: 'CANCELED', filled: '3', timestamp: T + 2 }));
    cache.commit();
    cache.tables.orders.retire(cache.now, 9);
    cache.commit();
    expect(cache.tables.orders.tombstoneCount).toBe(1);
    expect(hear(P, P)).toEqual(['applied', 'stale']);
    expect(held()).toEqual(EXACT);
    expect(cache.tables.orders.tombstoneCount).toBe(1);
  });

  it('does not change what an adopted snapshot says of that time', () => {
    hear(Q);
    const place = { exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET' } as const;
    const quantity = 3n * 10n ** 18n;
    cache.positions.adopt(place, { quantity, entryPrice: 102n * 10n ** 18n, asOf: T + 5 });
    expect(hear(P)).toEqual(['applied']);
    expect(held()).toEqual(['3', '102', '0']);
    expect(watermark().cost).toBe(30_002n * 10n ** 34n);
  });

  it('is committed with the position, before the order that it comes with', () => {
    hear(Q);
    cache.commit();
    hear({ ...P, fee: '0.1', feeCurrency: 'USDT' });
    const taken = cache.tables.changes.take(1)?.entries.map(({ table }) => table);
    expect(taken?.toSorted()).toEqual(['order', 'position', 'watermark']);
  });
});

describe('what an order named of its fills', () => {
  it('is kept only while something is missing', () => {
    hear(P);
    expect(watermark().named).toBeNull();
    hear({ ...fill('5', '1', '100.01', { average: '100.01' }), timestamp: T + 5 });
    expect(watermark().named?.stretches).toHaveLength(2);
    hear(fill('3', '2', '100', { timestamp: T + 2 }));
    expect(watermark().named?.stretches).toHaveLength(2);
    hear(fill('4', '1', '100', { timestamp: T + 3 }));
    expect(watermark().named).toBeNull();
  });

  it('is not believed where it contradicts what it named before, or itself', () => {
    hear(fill('5', '2', '100', { average: '100.00' }));
    const before = watermark();
    expect(hear(fill('4', '2', '99'), fill('1', '2', '90', { timestamp: T - 1 }))).toEqual([
      'duplicate',
      'stale',
    ]);
    expect(watermark()).toBe(before);
  });

  it('is given up where it is too much', () => {
    const amount = String(3 * MAX_STRETCHES);
    for (let at = 1; at <= MAX_STRETCHES + 1; at++)
      hear(fill(String(2 * at), '1', '100', { amount, average: '100.00', timestamp: T + 2 * at }));
    expect(watermark().named).toBeNull();
    expect(hear(fill('1', '1', '99', { amount, timestamp: T + 1 }))).toEqual(['stale']);
    expect(held()).toEqual([String(2 * MAX_STRETCHES + 2), '100', '0']);
  });
});

describe('trades beside it', () => {
  it('tell what it cost once they tell all of it', () => {
    hear(Q);
    expect([trade('t3', '2', '100.01'), trade('t1', '1', '100'), trade('t1', '1', '100')]).toEqual([
      'duplicate',
      'applied',
      'duplicate',
    ]);
    expect(held()).toEqual(EXACT);
    expect(hear(P, Q)).toEqual(['applied', 'duplicate']);
    expect([held(), watermark().named]).toEqual([EXACT, null]);
  });

  it('do not change what the order named to the last fill', () => {
    hear(fill('1', '1', '100'));
    trade('another', '1', '110');
    expect(held()).toEqual(['1', '100', '0']);
    hear(fill('2', '1', '110', { tradeId: 'another', timestamp: T + 1 }));
    expect(held()).toEqual(['2', '105', '0']);
  });

  it('are ahead of it in part: its own fills are counted at their prices once it told them all', () => {
    trade('t3', '2', '100.01');
    hear(P, { ...Q, average: '100.0' });
    expect([held(), watermark().named]).toEqual([EXACT, null]);
  });
});
