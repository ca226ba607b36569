import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
  for (const id of ['1', '2']) cache.orders.orderStatusUpdate(update({ id }));
});

async function open(includeCanceling?: boolean): Promise<string[]> {
  return [...(await cache.orders.getOpenOrders('BTCUSDT', null, includeCanceling))];
}

describe('rule 13: an order that one means to cancel', () => {
  it('is left out of queries for open orders unless they ask for it, and stays open', async () => {
    expect(cache.orders.markCancelIntent('1')).toBe(true);
    expect(await open()).toEqual(['2']);
    expect(await open(true)).toEqual(['1', '2']);
    expect(cache.orders.ordersOpen().map(({ id }) => id)).toEqual(['2']);
    expect([
      cache.orders.ordersOpenCount(),
      cache.orders.ordersOpenCount({ includeCanceling: true }),
    ]).toEqual([1, 2]);
    expect(cache.orders.order('1')).toMatchObject({ status: 'ACCEPTED', cancelIntent: true });
    expect(cache.orders.isOrderOpen('1')).toBe(true);
    expect(cache.orders.ordersPage({}, 'open', '', 9).orders.map(({ id }) => id)).toEqual(['2']);
    expect(cache.orders.ordersPage({}, 'all', '', 9).orders).toHaveLength(2);
    expect(cache.faults()).toEqual([]);
  });

  it.each([
    ['its end', update({ id: '1', status: 'CANCELED', timestamp: T + 1 })],
    ['its last fill', fill('10', '10', '100', { id: '1', status: 'FILLED', timestamp: T + 1 })],
  ])('is none any more with %s', (_, end) => {
    cache.orders.markCancelIntent('1');
    cache.orders.orderStatusUpdate(end);
    expect(cache.orders.order('1')?.cancelIntent).toBe(false);
    expect(cache.orders.ordersOpenCount()).toBe(1);
    expect(cache.faults()).toEqual([]);
  });

  it('is none any more where the exchange refused the cancel; a fill that races it changes nothing', async () => {
    cache.orders.markCancelIntent('1');
    cache.orders.orderStatusUpdate(update({ id: '1', status: 'CANCELING' }));
    cache.orders.orderStatusUpdate(fill('1', '1', '100', { id: '1', timestamp: T + 1 }));
    expect(await open()).toEqual(['2']);
    cache.orders.orderStatusUpdate(update({ id: '1', filled: '1', timestamp: T + 2 }));
    expect(await open()).toEqual(['1', '2']);
  });

  it('is one whose status it sets to CANCELING too, be it known before or not', async () => {
    cache.orders.orderStatusUpdate(update({ id: '1', status: 'CANCELING' }));
    cache.orders.orderStatusUpdate(update({ id: '3', status: 'CANCELING' }));
    expect(await open()).toEqual(['2']);
    expect(await open(true)).toEqual(['1', '2', '3']);
    expect(cache.orders.isOrderOpen('3')).toBe(true);
    cache.orders.clearCancelIntent('1');
    cache.orders.orderStatusUpdate(update({ id: '1', status: 'CANCELING', price: '99' }));
    expect(await open()).toEqual(['1', '2']);
    expect(cache.faults()).toEqual([]);
  });

  it('is shown again when the caller takes it back', async () => {
    cache.orders.markCancelIntent('1');
    expect(cache.orders.clearCancelIntent('1')).toBe(true);
    expect(await open()).toEqual(['1', '2']);
    expect(cache.faults()).toEqual([]);
  });

  it('is every open one of a symbol at once', async () => {
    expect(cache.orders.markAllCancelIntent({ symbol: 'BTCUSDT' })).toEqual(new Set(['1', '2']));
    expect(await open()).toEqual([]);
  });

  it('must be known and open', () => {
    cache.orders.orderStatusUpdate(update({ id: '1', status: 'CANCELED', timestamp: T + 1 }));
    expect([cache.orders.markCancelIntent('1'), cache.orders.markCancelIntent('unknown')]).toEqual([
      false,
      false,
    ]);
  });

  it('is written when it is marked, once', () => {
    while (cache.tables.changes.take(9) !== null);
    cache.orders.markCancelIntent('1');
    cache.orders.markCancelIntent('1');
    expect(cache.tables.changes.take(9)?.entries).toHaveLength(1);
  });
});

describe('rule 13: an order in flight', () => {
  const NEW = {
    exchange: 'binance',
    symbol: 'BTCUSDT',
    clientOrderId: 'c',
    side: 'BUY',
    type: 'LIMIT',
    amount: '10',
  } as const;

  beforeEach(() => {
    cache.orders.orderInitialized(NEW);
  });

  it('is one that the exchange has not answered', () => {
    expect(
      cache.orders.ordersInFlight({ symbol: 'BTCUSDT' }).map(({ clientOrderId }) => clientOrderId),
    ).toEqual(['c']);
    expect(cache.orders.ordersInFlight({ symbol: 'ETHUSDT' })).toEqual([]);
    cache.orders.orderStatusUpdate(update({ id: '9', clientOrderId: 'c' }));
    expect(cache.orders.ordersInFlight()).toEqual([]);
  });

  it('is waited for until it is answered', async () => {
    const waiting = cache.orders.waitForInFlight({ symbol: 'BTCUSDT' }, 60_000);
    cache.orders.orderStatusUpdate(update({ id: '1', filled: '0', timestamp: T + 1 }));
    cache.orders.orderStatusUpdate(update({ id: '9', clientOrderId: 'c', status: 'REJECTED' }));
    await expect(waiting).resolves.toBe(true);
  });

  it('is not waited for where there is none, nor longer than was asked, which is no error', async () => {
    await expect(cache.orders.waitForInFlight({ symbol: 'ETHUSDT' }, 60_000)).resolves.toBe(true);
    await expect(cache.orders.waitForInFlight({ symbol: 'BTCUSDT' }, 1)).resolves.toBe(false);
    expect(cache.orders.ordersInFlight()).toHaveLength(1);
  });
});
