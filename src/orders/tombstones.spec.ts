import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import { operationsFor } from '../cache/record-operations.js';
import { CacheKey } from '../stores/cache-key.js';
import { openRecord } from '../stores/record-seal.js';
import { deriveStored } from './join-order.js';
import type { RetiredOrder } from './order.table.js';
import { decodeTombstone } from './retired-codec.js';

const HOUR = 3_600_000;

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

function commit(): void {
  cache.commit();
}

/** An hour later, all orders that have ended leave memory. */
function retireAll(): number {
  commit();
  cache.now += HOUR;
  const retired = cache.tables.orders.retire(cache.now, 100);
  commit();
  return retired;
}

/** Forgets the tombstones of orders that left memory by a time; the number of them. */
function purge(retiredBefore: number): number {
  const purged = cache.tables.orders.purge(retiredBefore, 100, () => true);
  commit();
  return purged;
}

/** What a store is told next: the operations, and the types of record that they are about. */
function nextOperations(): string[][] {
  const entries = cache.tables.changes.take(500)?.entries ?? [];
  return entries
    .flatMap((entry) => operationsFor(entry))
    .map((each) => [each.op, 'type' in each ? each.type : 'history']);
}

/** The tombstone that a store is told next, as a start gets it from there. */
function storedTombstone(): [key: string, retired: RetiredOrder] {
  const entries = cache.tables.changes.take(500)?.entries ?? [];
  for (const operation of entries.flatMap((entry) => operationsFor(entry))) {
    if (operation.op !== 'put' || operation.type !== CacheKey.TOMBSTONE) continue;
    const { type, key, value } = operation;
    const { at, order } = decodeTombstone(key, openRecord(type, key, value));
    return [key, { at, order: deriveStored(order.complete([]), cache.tables.positions.termsOf) }];
  }
  throw new Error('there is no tombstone');
}

const filled = fill('10', '10', '100', { status: 'FILLED' });
const grown = fill('11', '1', '100', { status: 'FILLED', timestamp: T + 1 });

describe('an order that left memory', () => {
  it('and came back is not forgotten before its second time is over, and then once', () => {
    cache.positions.applyUpdate(filled);
    expect(retireAll()).toBe(1);
    const first = cache.now;
    cache.positions.applyUpdate(grown);
    expect(retireAll()).toBe(1);
    expect(cache.tables.orders.tombstoneCount).toBe(1);
    expect(purge(first)).toBe(0);
    expect(cache.positions.applyUpdate(grown).outcome).toBe('duplicate');
    expect(purge(cache.now)).toBe(1);
    expect(cache.tables.orders.tombstoneCount).toBe(0);
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('11');
    expect(cache.faults()).toEqual([]);
  });

  it('and came back and left again by one clock reading is forgotten once', () => {
    cache.positions.applyUpdate(filled);
    retireAll();
    cache.positions.applyUpdate(grown);
    commit();
    expect(cache.tables.orders.retire(cache.now, 100)).toBe(1);
    commit();
    expect([purge(cache.now), cache.tables.orders.tombstoneCount]).toEqual([1, 0]);
  });

  it('comes back with its client id, and in every query', () => {
    cache.orders.orderStatusUpdate(update({ status: 'EXPIRED', clientOrderId: 'mine' }));
    retireAll();
    expect([cache.orders.order('mine'), cache.orders.ordersCount({ symbol: 'BTCUSDT' })]).toEqual([null, 0]);
    cache.orders.orderStatusUpdate(update({ timestamp: T + 1 }));
    expect(cache.orders.order('mine')).toMatchObject({ id: '7', status: 'ACCEPTED' });
    expect([cache.orders.ordersCount(), cache.orders.ordersOpenCount()]).toEqual([1, 1]);
    expect(cache.faults()).toEqual([]);
  });

  it('is purged whole: afterwards its names are unknown', () => {
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED', clientOrderId: 'mine' }));
    retireAll();
    expect(purge(cache.now)).toBe(1);
    const { orders } = cache.tables;
    expect([
      orders.find('binance', 'BTCUSDT', '7', null),
      orders.find('binance', 'BTCUSDT', null, 'mine'),
    ]).toEqual([null, null]);
    expect(cache.orders.orderStatusUpdate(update()).outcome).toBe('applied');
    expect(cache.faults()).toEqual([]);
  });

  it('takes its tombstone along from a store, with the time that it has left', () => {
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED' }));
    commit();
    cache.now += HOUR;
    cache.tables.orders.retire(cache.now, 100);
    const [key, retired] = storedTombstone();
    const retiredAt = cache.now;
    cache = new TestCache();
    cache.now = retiredAt + HOUR;
    cache.tables.orders.placeTombstone(key, retired);
    expect([cache.tables.orders.tombstoneCount, cache.orders.ordersCount()]).toEqual([1, 0]);
    expect(cache.orders.orderStatusUpdate(update({ status: 'CANCELED' })).outcome).toBe('duplicate');
    expect([purge(retiredAt - 1), purge(retiredAt)]).toEqual([0, 1]);
  });
});

describe('a tombstone that was loaded', () => {
  beforeEach(() => {
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED' }));
    commit();
    cache.now += HOUR;
    cache.tables.orders.retire(cache.now, 100);
    const [key, retired] = storedTombstone();
    cache = new TestCache();
    cache.now = retired.at + HOUR;
    cache.tables.orders.placeTombstone(key, retired);
  });

  it('is removed from the store when its order comes back', () => {
    cache.orders.orderStatusUpdate(update({ timestamp: T + 1 }));
    expect(nextOperations()).toEqual([
      ['put', 'order'],
      ['delete', 'tombstone'],
    ]);
  });

  it('is written again as of the time that its order left memory', () => {
    cache.tables.orders.markAll();
    const [, { at }] = storedTombstone();
    expect(at).toBe(cache.now - HOUR);
  });
});

describe('an order on its way out', () => {
  it('that an update brings back while its history entry is written stays in memory', () => {
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED' }));
    commit();
    cache.now += HOUR;
    cache.tables.orders.retire(cache.now, 100);
    const taken = cache.tables.changes.take(500)?.entries ?? [];
    cache.orders.orderStatusUpdate(update({ timestamp: T + 1 }));
    cache.tables.committed(taken);
    expect(cache.orders.order('7')?.status).toBe('ACCEPTED');
    expect([cache.tables.orders.tombstoneCount, cache.orders.ordersOpenCount()]).toEqual([0, 1]);
    expect(nextOperations()).toEqual([
      ['put', 'order'],
      ['delete', 'tombstone'],
    ]);
  });

  it('that an update brings back before that is written leaves no tombstone in the store', () => {
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED' }));
    commit();
    cache.now += HOUR;
    cache.tables.orders.retire(cache.now, 100);
    cache.orders.orderStatusUpdate(update({ timestamp: T + 1 }));
    expect(nextOperations()).toEqual([
      ['put', 'order'],
      ['delete', 'tombstone'],
    ]);
    expect(cache.orders.ordersOpenCount()).toBe(1);
  });

  it('is found by updates, which it counts once', () => {
    cache.positions.applyUpdate(filled);
    commit();
    cache.now += HOUR;
    cache.tables.orders.retire(cache.now, 100);
    expect(cache.positions.applyUpdate(filled).outcome).toBe('duplicate');
    commit();
    expect([cache.orders.order('7'), cache.tables.orders.tombstoneCount]).toEqual([null, 1]);
  });
});

describe('for a store that lost some of it', () => {
  it('everything is written again: what is live, and what is left of what is not', () => {
    cache.orders.orderStatusUpdate(update({ id: 'gone', status: 'CANCELED' }));
    retireAll();
    cache.orders.orderStatusUpdate(update({ id: 'here' }));
    cache.orders.orderStatusUpdate(update({ id: null, clientOrderId: 'mine' }));
    commit();
    cache.tables.orders.markAll();
    expect(nextOperations()).toEqual([
      ['archive', 'history'],
      ['put', 'tombstone'],
      ['delete', 'order'],
      ['put', 'order'],
      ['put', 'order'],
    ]);
  });

  it('nothing is counted anew by that, and an order is purged once its tombstone is written again', () => {
    for (const id of ['1', '2']) cache.orders.orderStatusUpdate(update({ id, status: 'CANCELED' }));
    retireAll();
    cache.orders.orderStatusUpdate(update({ id: 'here' }));
    commit();
    cache.tables.orders.markAll();
    commit();
    expect([cache.orders.ordersCount(), cache.tables.orders.tombstoneCount]).toEqual([1, 2]);
    cache.tables.orders.markAll();
    expect(cache.tables.orders.purge(cache.now, 9, () => true)).toBe(0);
    commit();
    expect(purge(cache.now)).toBe(2);
    expect([cache.orders.ordersCount(), cache.tables.orders.tombstoneCount]).toEqual([1, 0]);
    expect(cache.faults()).toEqual([]);
  });
});

describe('purging', () => {
  it('keeps what is still needed, and what changed since, and ends although that is due at once', () => {
    for (const id of ['1', '2', '3']) cache.orders.orderStatusUpdate(update({ id, status: 'CANCELED' }));
    retireAll();
    const { orders } = cache.tables;
    expect(orders.purge(cache.now, 9, ({ record }) => record.id === '2')).toBe(1);
    orders.markAll();
    expect(orders.purge(cache.now, 9, () => true)).toBe(0);
    commit();
    expect([purge(cache.now), orders.tombstoneCount]).toEqual([2, 0]);
  });
});

describe('clear', () => {
  it('leaves nothing: no order, no tombstone, nothing that expires or is purged', () => {
    cache.orders.orderStatusUpdate(update({ id: 'gone', status: 'CANCELED' }));
    retireAll();
    cache.orders.orderStatusUpdate(update({ id: 'ended', status: 'CANCELED' }));
    cache.orders.orderStatusUpdate(update({ id: 'open' }));
    commit();
    const { orders } = cache.tables;
    orders.clear();
    expect([cache.orders.orders(), orders.size, orders.tombstoneCount]).toEqual([[], 0, 0]);
    expect(orders.find('binance', 'BTCUSDT', 'gone', null)).toBeNull();
    expect([retireAll(), purge(cache.now)]).toEqual([0, 0]);
    expect(cache.faults()).toEqual([]);
  });
});

describe('an order that turned out to be another', () => {
  it('does not leave memory a second time', () => {
    cache.orders.orderStatusUpdate(update());
    cache.orders.orderStatusUpdate(update({ id: null, clientOrderId: 'mine', status: 'CANCELED' }));
    cache.orders.orderStatusUpdate(update({ clientOrderId: 'mine', timestamp: T + 1 }));
    expect(cache.orders.ordersCount()).toBe(1);
    expect(retireAll()).toBe(0);
    expect([cache.orders.ordersCount(), cache.tables.orders.tombstoneCount]).toEqual([1, 0]);
    expect(cache.faults()).toEqual([]);
  });
});

describe('expiry', () => {
  it("counts from the cache's last change, not from the exchange's clock", () => {
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED', timestamp: 1 }));
    commit();
    const { orders } = cache.tables;
    expect([orders.retire(cache.now - 1, 9), orders.retire(cache.now, 9)]).toEqual([0, 1]);
  });

  it('starts anew with each change', () => {
    cache.orders.orderStatusUpdate(update({ status: 'CANCELED' }));
    commit();
    const canceledAt = cache.now;
    cache.now += HOUR;
    cache.orders.orderStatusUpdate(fill('1', '1', '100', { timestamp: T + 1 }));
    commit();
    const { orders } = cache.tables;
    expect([orders.retire(canceledAt, 9), orders.retire(cache.now, 9)]).toEqual([0, 1]);
  });

  it('never takes an order that is open, nor one that was revived', () => {
    cache.orders.orderStatusUpdate(update({ id: 'open' }));
    cache.orders.orderStatusUpdate(update({ id: 'revived', status: 'EXPIRED' }));
    cache.orders.orderStatusUpdate(update({ id: 'revived', timestamp: T + 1 }));
    expect(retireAll()).toBe(0);
    expect(cache.orders.ordersOpenCount()).toBe(2);
  });
});
