import { describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import { operationsFor } from '../cache/record-operations.js';
import type { Operation } from '../stores/batch.js';
import { inFull } from './join-order.js';
import { OrderEntry } from './order-entry.js';

const HOUR = 3_600_000;

function kind(operation: Operation): string {
  return 'type' in operation ? `${operation.op} ${operation.type}` : operation.op;
}

/** As a writer does whose store takes everything. */
function commit({ tables }: TestCache): void {
  for (let taken = tables.changes.take(500); taken !== null; taken = tables.changes.take(500)) {
    tables.committed(taken.entries);
  }
}

/** A cache whose one order was filled, committed and left memory. */
function retired(): TestCache {
  const cache = new TestCache();
  cache.positions.applyUpdate(fill('10', '10', '100', { status: 'FILLED', clientOrderId: 'mine' }));
  commit(cache);
  cache.now += HOUR;
  expect(cache.tables.orders.retire(cache.now, 10)).toBe(1);
  commit(cache);
  return cache;
}

describe('finding the order that an update is about', () => {
  it('by client id until the exchange id is known, and the record stays the same one', () => {
    const { orders, tables } = new TestCache();
    orders.orderStatusUpdate(update({ id: null, clientOrderId: 'mine', status: 'PENDING' }));
    orders.orderStatusUpdate(update({ id: '7', clientOrderId: 'mine' }));
    expect(tables.orders.size).toBe(1);
    expect(orders.order('7')).toBe(orders.order('mine'));
    expect(orders.order('7')).toMatchObject({ id: '7', clientOrderId: 'mine', status: 'ACCEPTED' });
  });

  it('a client id that is used again is another order', () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update({ clientOrderId: 'mine', status: 'CANCELED' }));
    orders.orderStatusUpdate(update({ id: '8', clientOrderId: 'mine', side: 'SELL' }));
    expect(orders.ordersCount()).toBe(2);
    expect(orders.order('mine')?.id).toBe('8');
    expect(orders.order('7')?.status).toBe('CANCELED');
  });

  it('an order that was reported by its id first absorbs the one that waited under its client id', () => {
    const cache = new TestCache();
    cache.orders.orderStatusUpdate(update({ id: '7' }));
    cache.orders.orderStatusUpdate(update({ id: null, clientOrderId: 'mine', status: 'PENDING' }));
    expect(cache.orders.ordersCount()).toBe(2);
    cache.orders.orderStatusUpdate(update({ clientOrderId: 'mine', timestamp: T + 1 }));
    expect(cache.orders.orders().map(({ id }) => id)).toEqual(['7']);
    expect(cache.faults()).toEqual([]);
  });
});

describe('queries', () => {
  it('open orders by symbol, by exchange, by both, and counted', async () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update({ id: '1' }));
    orders.orderStatusUpdate(update({ id: '2', symbol: 'ETHUSDT' }));
    orders.orderStatusUpdate(update({ id: '3', exchange: 'okx' }));
    orders.orderStatusUpdate(update({ id: '4', status: 'CANCELED' }));
    const open = async (symbol?: string | null, exchange?: string | null) =>
      [...(await orders.getOpenOrders(symbol, exchange))].sort();
    expect(await open()).toEqual(['1', '2', '3']);
    expect(await open('BTCUSDT')).toEqual(['1', '3']);
    expect(await open(null, 'binance')).toEqual(['1', '2']);
    expect(await open('BTCUSDT', 'okx')).toEqual(['3']);
    expect(await open('BTCUSDT', 'bybit')).toEqual([]);
    expect(orders.ordersOpenCount()).toBe(3);
    expect(orders.ordersOpenCount({ symbol: 'BTCUSDT', exchange: 'binance' })).toBe(1);
    expect(orders.ordersOpen({ side: 'SELL' })).toEqual([]);
    expect(await orders.getSymbolOrders('BTCUSDT')).toEqual(new Set(['1', '3', '4']));
    expect([orders.isOrderOpen('1'), orders.isOrderOpen('4'), orders.isOrderOpen('9')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('expiry', () => {
  it('takes an order out of memory only once its history entry is committed', () => {
    const cache = new TestCache();
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED' }));
    commit(cache);
    cache.now += HOUR;
    cache.tables.orders.retire(cache.now, 10);
    expect(cache.orders.order('7')?.status).toBe('CANCELED');
    const taken = cache.tables.changes.take(500);
    expect((taken?.entries ?? []).flatMap((entry) => operationsFor(entry)).map(kind)).toEqual([
      'archive',
      'put tombstone',
      'delete order',
    ]);
    expect(cache.orders.ordersCount()).toBe(1);
    cache.tables.committed(taken?.entries ?? []);
    expect([cache.orders.order('7'), cache.orders.ordersCount()]).toEqual([null, 0]);
    expect(cache.faults()).toEqual([]);
  });

  it('leaves open orders, orders that changed since, and orders whose last change is not committed', () => {
    const cache = new TestCache();
    cache.orders.orderStatusUpdate(update({ id: 'open' }));
    cache.orders.orderStatusUpdate(update({ id: 'changed', status: 'CANCELED' }));
    commit(cache);
    cache.now += HOUR;
    cache.orders.orderStatusUpdate(fill('1', '1', '100', { id: 'changed' }));
    commit(cache);
    expect(cache.tables.orders.retire(cache.now - 1, 10)).toBe(0);
    const dirty = new TestCache();
    dirty.orders.orderStatusUpdate(update({ status: 'CANCELED' }));
    expect(dirty.tables.orders.retire(dirty.now + HOUR, 10)).toBe(0);
  });

  it('stops at its limit and goes on from there', () => {
    const cache = new TestCache();
    for (const id of ['1', '2', '3']) cache.orders.orderStatusUpdate(update({ id, status: 'CANCELED' }));
    commit(cache);
    cache.now += HOUR;
    expect([1, 2, 3].map(() => cache.tables.orders.retire(cache.now, 2))).toEqual([2, 1, 0]);
  });

  it('is undone by an update that brings the order back', () => {
    const cache = new TestCache();
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED' }));
    commit(cache);
    cache.now += HOUR;
    cache.tables.orders.retire(cache.now, 10);
    commit(cache);
    cache.orders.orderStatusUpdate(update({ timestamp: T + 1 }));
    const taken = cache.tables.changes.take(500)?.entries ?? [];
    // The store is to keep the order, and to forget its tombstone.
    expect(taken.flatMap((entry) => operationsFor(entry)).map(kind)).toEqual([
      'put order',
      'delete tombstone',
    ]);
    cache.tables.committed(taken);
    expect(cache.orders.order('7')?.status).toBe('ACCEPTED');
    expect([cache.orders.ordersOpenCount(), cache.tables.orders.tombstoneCount]).toEqual([1, 0]);
    expect(cache.faults()).toEqual([]);
  });
});

describe('a tombstone', () => {
  it('makes what comes after all a late update: nothing reopens, nothing counts twice', () => {
    const cache = retired();
    expect(cache.orders.order('7')).toBeNull();
    expect(cache.positions.applyUpdate(update()).outcome).toBe('duplicate');
    expect(cache.positions.applyUpdate(fill('10', '10', '100', { status: 'FILLED' })).outcome).toBe(
      'duplicate',
    );
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('10');
    expect(cache.orders.ordersOpenCount()).toBe(0);
  });

  it('lets growth reach the position, and brings the order back', () => {
    const cache = retired();
    const late = fill('11', '1', '101', { status: 'FILLED', timestamp: T + 1 });
    expect(cache.positions.applyUpdate(late).outcome).toBe('applied');
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('11');
    expect(cache.orders.order('mine')?.filled).toBe('11');
    commit(cache);
    expect(cache.tables.orders.tombstoneCount).toBe(0);
    expect(cache.faults()).toEqual([]);
  });

  it('is purged once nothing needs it, and what it filled stays in the position', () => {
    const cache = retired();
    const { orders } = cache.tables;
    expect(orders.purge(cache.now - 1, 9, () => true)).toBe(0);
    expect(orders.purge(cache.now, 9, () => false)).toBe(0);
    expect(orders.tombstoneCount).toBe(1);
    expect(orders.purge(cache.now, 9, () => true)).toBe(1);
    commit(cache);
    expect(orders.tombstoneCount).toBe(0);
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('10');
    expect(orders.index.withId('7')).toEqual([]);
    expect(cache.faults()).toEqual([]);
  });
});

describe('faults', () => {
  it('names an order whose index does not know its status or id', () => {
    const cache = new TestCache();
    cache.orders.orderStatusUpdate(update());
    expect(cache.faults()).toEqual([]);
    const [entry] = cache.tables.orders.index.withId('7');
    if (!(entry instanceof OrderEntry)) throw new Error('the order is not there');
    entry.record = { ...inFull(entry.record), status: 'CANCELED', id: '8' };
    expect(cache.faults()).toEqual([
      expect.stringContaining('is CANCELED, but the open set says else'),
      expect.stringContaining('is not found by its id'),
    ]);
  });
});
