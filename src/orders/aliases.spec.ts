import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import { namesOfKey } from './order-key.js';
import type { OrderUpdate } from './order.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

/** As a writer does whose store takes everything; what it was told of each order. */
function commit(): string[] {
  const entries = cache.tables.changes.take(500)?.entries ?? [];
  cache.tables.committed(entries);
  return entries.map(({ key, removed }) => {
    const { id, clientOrderId } = namesOfKey(key);
    return `${id ?? clientOrderId}${removed ? ' removed' : ''}`;
  });
}

function report(...updates: readonly Partial<OrderUpdate>[]): void {
  for (const fields of updates) cache.orders.orderStatusUpdate(update(fields));
}

/** Every order in memory by id and client id, sorted. */
function known(): string[] {
  return cache.orders
    .orders()
    .map(({ id, clientOrderId }) => `${id} ${clientOrderId}`)
    .sort();
}

const alone: Partial<OrderUpdate> = { id: null, clientOrderId: 'mine', status: 'PENDING' };
const together: Partial<OrderUpdate> = { clientOrderId: 'mine', timestamp: T + 1 };

describe('an order that was reported by its id and by its client id apart', () => {
  it('is one order as soon as both are told, in memory and in the store', () => {
    report({}, alone);
    expect(known()).toEqual(['7 null', 'null mine']);
    expect(commit()).toEqual(['7', 'mine']);
    report(together);
    expect(known()).toEqual(['7 mine']);
    expect(commit()).toEqual(['7', 'mine removed']);
    expect(cache.tables.orders.index.withClientId('mine')).toHaveLength(1);
    expect([cache.orders.ordersCount(), cache.orders.ordersOpenCount()]).toEqual([1, 1]);
    expect(cache.faults()).toEqual([]);
  });

  it('leaves another order alone that had the client id before', () => {
    report({ id: '1', clientOrderId: 'mine', status: 'CANCELED' }, {}, together);
    expect(known()).toEqual(['1 mine', '7 mine']);
    expect(cache.faults()).toEqual([]);
  });

  it('leaves an order of another place alone that waits under the same client id', () => {
    report({}, { ...alone, symbol: 'ETHUSDT' }, { ...alone, exchange: 'okx' }, together);
    expect(known()).toEqual(['7 mine', 'null mine', 'null mine']);
  });

  it('has the fills that were reported under each name, each once', () => {
    report({});
    cache.positions.applyUpdate(fill('3', '3', '100', { id: null, clientOrderId: 'mine' }));
    cache.positions.applyTrade({
      exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', tradeId: 't3', side: 'BUY', quantity: '3', price: '100',
    }); // prettier-ignore
    report(together);
    expect(known()).toEqual(['7 mine']);
    expect(cache.orders.order('7')?.filled).toBe('3');
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('3');
    expect(cache.faults()).toEqual([]);
  });

  it('has what was kept of it under its client id, though that left memory', () => {
    report({});
    cache.positions.applyUpdate(fill('3', '3', '100', { ...alone, status: 'CANCELED' }));
    commit();
    expect(cache.tables.orders.retire(cache.now, 9)).toBe(1);
    commit();
    report(together);
    expect(known()).toEqual(['7 mine']);
    expect([cache.orders.ordersCount(), cache.tables.orders.tombstoneCount]).toEqual([1, 0]);
    expect(cache.orders.order('7')?.filled).toBe('3');
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('3');
    expect(cache.faults()).toEqual([]);
  });

  it('is one order where a report says that it goes on under another id', () => {
    cache.positions.applyUpdate(fill('3', '3', '100', { id: '7' }));
    cache.positions.applyUpdate(fill('5', '2', '100', { id: '8', formerId: '7', timestamp: T + 1 }));
    cache.positions.applyUpdate(fill('3', '3', '100', { id: '7' }));
    expect(known()).toEqual(['8 null']);
    expect([cache.orders.order('7')?.filled, cache.orders.order('8')?.filled]).toEqual(['5', '5']);
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('5');
    expect(cache.faults()).toEqual([]);
  });

  it('is two orders where the names have different sides', () => {
    report({}, { ...alone, side: 'SELL' }, together);
    expect(known()).toEqual(['7 mine', 'null mine']);
    expect(cache.faults()).toEqual([]);
  });

  it('is led to by the idempotency keys of both', () => {
    const { exchange, symbol, side, amount } = update();
    const created = { exchange, symbol, side, amount, type: 'LIMIT' };
    const again = (idempotencyKey: string) =>
      cache.orders.orderInitialized({ ...created, clientOrderId: 'new' }, { idempotencyKey });
    cache.orders.orderInitialized({ ...created, id: '7' }, { idempotencyKey: 'first' });
    cache.orders.orderInitialized({ ...created, clientOrderId: 'mine' }, { idempotencyKey: 'second' });
    report(together);
    for (const key of ['first', 'second'])
      expect(again(key)).toMatchObject({ created: false, order: { id: '7' } });
    cache = new TestCache();
    report({});
    cache.orders.orderInitialized({ ...created, clientOrderId: 'mine' }, { idempotencyKey: 'second' });
    report(together);
    expect(again('second')).toMatchObject({ created: false, order: { id: '7' } });
  });
});
