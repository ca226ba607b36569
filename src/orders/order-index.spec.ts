import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { T, update } from '../../test/support/updates.js';
import { inFull } from './join-order.js';
import type { OrderEntry } from './order-entry.js';
import type { OrderFilter } from './order-filter.js';
import type { OrderIndex } from './order-index.js';
import type { OrderUpdate } from './order.js';

let cache: TestCache;
let index: OrderIndex;

beforeEach(() => {
  cache = new TestCache();
  index = cache.tables.orders.index;
});

function hear(...updates: readonly Partial<OrderUpdate>[]): void {
  for (const fields of updates) cache.orders.orderStatusUpdate(update(fields));
}

function entryOf(id: string): OrderEntry {
  const [entry] = index.withId(id);
  if (entry === undefined) throw new Error(`there is no order ${id}`);
  return entry;
}

function ids(entries: Iterable<OrderEntry>): (string | null)[] {
  return Array.from(entries, ({ record }) => record.id);
}

describe('filters', () => {
  beforeEach(() => {
    hear(
      { id: '1' },
      { id: '2', symbol: 'ETHUSDT', side: 'SELL' },
      { id: '3', exchange: 'okx' },
      { id: '4', exchange: 'okx', symbol: 'ETHUSDT', status: 'CANCELED' },
      { id: '5', side: 'SELL', status: 'FILLED' },
    );
  });

  it.each<[OrderFilter, string, string]>([
    [{}, '1 5 2 3 4', '1 2 3'],
    [{ exchange: 'binance' }, '1 5 2', '1 2'],
    [{ symbol: 'BTCUSDT' }, '1 5 3', '1 3'],
    [{ exchange: 'okx', symbol: 'BTCUSDT' }, '3', '3'],
    [{ exchange: 'okx', symbol: 'ETHUSDT' }, '4', ''],
    [{ side: 'SELL' }, '5 2', '2'],
    [{ side: 'SELL', symbol: 'BTCUSDT', exchange: 'binance' }, '5', ''],
    [{ side: 'SELL', exchange: 'okx' }, '', ''],
    [{ exchange: 'bybit' }, '', ''],
    [{ symbol: '__proto__' }, '', ''],
  ])('%j', (filter, all, open) => {
    expect(ids(index.all(filter)).join(' ')).toBe(all);
    expect(ids(index.allOpen(filter)).join(' ')).toBe(open);
    expect(cache.orders.ordersCount(filter)).toBe(ids(index.all(filter)).length);
    expect(cache.orders.ordersOpenCount(filter)).toBe(ids(index.allOpen(filter)).length);
  });

  it('counts follow orders as they end and come back', () => {
    const counts = (): number[] => [index.openCount, cache.orders.ordersOpenCount({ exchange: 'binance' })];
    expect(counts()).toEqual([3, 2]);
    hear({ id: '1', status: 'EXPIRED', timestamp: T + 1 });
    expect(counts()).toEqual([2, 1]);
    hear({ id: '1', timestamp: T + 2 });
    expect(counts()).toEqual([3, 2]);
    expect(cache.faults()).toEqual([]);
  });
});

describe('ids', () => {
  it('one id may be an order of each of several places', () => {
    hear({}, { symbol: 'ETHUSDT' }, { exchange: 'okx' });
    expect(index.withId('7')).toHaveLength(3);
    expect(ids(index.withId('7', { exchange: 'okx' }))).toEqual(['7']);
    expect(index.at('binance', 'ETHUSDT', '7')?.record.symbol).toBe('ETHUSDT');
    expect([index.at('okx', 'ETHUSDT', '7'), index.at('binance', 'BTCUSDT', '8')]).toEqual([null, null]);
    expect(index.only('7')).toBeNull();
  });

  it('an id of one order alone leads to it', () => {
    hear({});
    expect(index.only('7')).toBe(entryOf('7'));
    expect(index.only('8')).toBeNull();
  });

  it('a client id that is used again leads to the latest order; the older one keeps it', () => {
    hear({ id: '1', clientOrderId: 'mine', status: 'CANCELED' }, { id: '2', clientOrderId: 'mine' });
    expect(ids(index.withClientId('mine'))).toEqual(['1', '2']);
    expect(index.atClientId('binance', 'BTCUSDT', 'mine')?.record.id).toBe('2');
    expect(index.atClientId('okx', 'BTCUSDT', 'mine')).toBeNull();
  });

  it('ids are data: one that is called as a member of Object is found, and only where it was put', () => {
    expect(index.withId('__proto__')).toEqual([]);
    hear({ id: '__proto__', clientOrderId: 'constructor' });
    expect(ids(index.withId('__proto__'))).toEqual(['__proto__']);
    expect(index.withClientId('toString')).toEqual([]);
    expect(cache.orders.order('constructor')?.id).toBe('__proto__');
  });

  it('an id is not found by a client id of the same text, nor the other way round', () => {
    hear({ id: 'a', clientOrderId: 'b' }, { id: 'b', clientOrderId: 'a' });
    expect(cache.orders.order('a')?.clientOrderId).toBe('b');
    expect(ids(index.withClientId('a'))).toEqual(['b']);
    expect(cache.tables.orders.find('binance', 'BTCUSDT', null, 'a')?.record.id).toBe('b');
  });

  it('forgets one of several orders with one id, and then the last', () => {
    hear({}, { symbol: 'ETHUSDT' });
    const [first, second] = index.withId('7');
    if (first === undefined || second === undefined) throw new Error('there are not two orders');
    index.hide(first);
    index.forget(first);
    expect(index.withId('7')).toEqual([second]);
    expect(index.only('7')).toBe(second);
    index.hide(second);
    index.forget(second);
    expect([index.withId('7'), index.openCount, [...index.all({})]]).toEqual([[], 0, []]);
    expect(index.faults()).toEqual([]);
  });

  it('a hidden order is in no query, but its id leads to it', () => {
    hear({ status: 'CANCELED' }, { id: '8' });
    const entry = entryOf('7');
    index.hide(entry);
    expect([ids(index.all({})), ids(index.all({ symbol: 'BTCUSDT' }))]).toEqual([['8'], ['8']]);
    expect(index.withId('7')).toEqual([entry]);
    index.show(entry);
    expect(ids(index.all({}))).toEqual(['8', '7']);
  });

  it('clear empties every index', () => {
    hear({ clientOrderId: 'mine' });
    index.clear();
    expect([index.withId('7'), index.withClientId('mine'), [...index.all({})], index.openCount]).toEqual([
      [],
      [],
      [],
      0,
    ]);
  });
});

describe('faults', () => {
  beforeEach(() => {
    hear({ id: '7', clientOrderId: 'mine' });
  });

  it('there are none while nothing is tampered with', () => {
    expect(index.faults()).toEqual([]);
  });

  it.each<[string, Partial<OrderEntry['record']>, readonly string[]]>([
    ['a status', { status: 'FILLED' }, ['is FILLED, but the open set says else']],
    ['an id', { id: '8' }, ['is not found by its id']],
    ['a client id', { clientOrderId: 'yours' }, ['is not found by its client id']],
    ['an exchange', { exchange: 'okx' }, ['stands under binance BTCUSDT', 'is live, but its symbol says']],
    ['a symbol', { symbol: 'ETHUSDT' }, ['stands under binance BTCUSDT', 'is live, but its symbol says']],
  ])('%s that the index does not know is named', (_, tampered, faults) => {
    const entry = entryOf('7');
    entry.record = { ...inFull(entry.record), ...tampered };
    expect(index.faults()).toEqual(faults.map((fault) => expect.stringContaining(fault)));
  });

  it('an order that is retired, but still in the queries, is named', () => {
    entryOf('7').stage = 'retired';
    expect(index.faults()).toEqual([expect.stringContaining('is retired, but its symbol says else')]);
  });

  it('an order that is live, but in no query, is named', () => {
    index.hide(entryOf('7'));
    expect(index.faults()).toEqual([expect.stringContaining('is live, but its symbol says else')]);
  });

  it('an order that is shown elsewhere than it thinks is named', () => {
    entryOf('7').isShown = false;
    expect(index.faults()).toEqual([expect.stringContaining('does not know that BTCUSDT shows it')]);
  });

  it('a count of open orders that is not theirs is named', () => {
    Object.assign(index, { openOrders: 2 });
    expect(index.faults()).toEqual(['1 orders are open, 2 are counted']);
  });

  it('an order that stands in the list of another market is named', () => {
    hear({ id: '8', symbol: 'ETHUSDT' });
    entryOf('7').market.open.delete(entryOf('7'));
    entryOf('8').market.open.add(entryOf('7'));
    expect(index.faults()).toContainEqual(expect.stringContaining('does not know that ETHUSDT shows it'));
  });
});
