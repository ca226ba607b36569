import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import { CacheManager } from './cache.manager.js';
import type { TradingCacheOptions } from './cache.options.js';
import type { CacheService } from './cache.service.js';
import { resolveOptions } from './resolve-options.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const FILLED = fill('10', '10', '100', { status: 'FILLED' });

let now: number;
let store: FaultStore;
let managers: CacheManager[];

beforeEach(() => {
  now = 1_800_000_000_000;
  store = new FaultStore(() => now);
  managers = [];
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const manager of managers) await manager.closeAll();
});

async function serving(options: Partial<TradingCacheOptions> = {}): Promise<CacheService> {
  const manager = new CacheManager(resolveOptions({ store, now: () => now, ...options }));
  managers.push(manager);
  await manager.startAll();
  return manager.cache();
}

/** Lets so much time pass, then does what is due and saves it. */
async function after(ms: number, cache: CacheService): Promise<void> {
  now += ms;
  await cache.tick();
  await cache.flush();
}

/** Lets a writer that was told to write do so. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** The batches that were sent to change something. */
function written() {
  return store.batches.filter(({ operations }) => operations.length > 0);
}

describe('the sync under `interval`', () => {
  it('comes every syncInterval, and writes each order once, as it is then', async () => {
    const cache = await serving({ durability: 'interval', syncInterval: 5 });
    cache.applyUpdate(update());
    cache.applyUpdate(update({ status: 'CANCELED' }));
    now += 5 * SECOND - 1;
    await cache.tick();
    await turns();
    expect(written()).toHaveLength(0);
    now += 1;
    await cache.tick();
    await turns();
    expect(written()).toHaveLength(1);
    expect(written()[0]?.operations).toHaveLength(1);
    cache.applyUpdate(update({ id: '8' }));
    now += 4 * SECOND;
    await cache.tick();
    await turns();
    expect(cache.status()).toMatchObject({ sequence: 1, dirty: 1, syncLagMs: 4 * SECOND });
  });

  it('comes too when the clock was set back, as nobody knows how long ago the last one was', async () => {
    const cache = await serving({ durability: 'interval' });
    cache.applyUpdate(update());
    now -= HOUR;
    await cache.tick();
    await turns();
    expect(cache.status()).toMatchObject({ sequence: 1, dirty: 0 });
  });
});

describe('the check of an idle scope', () => {
  it('comes every 3 s and changes nothing', async () => {
    const cache = await serving();
    cache.applyUpdate(update());
    await cache.flush();
    for (let second = 0; second < 7; second++) {
      now += SECOND;
      await cache.tick();
      await turns();
    }
    expect(store.batches.map(({ sequence, operations }) => [sequence, operations.length])).toEqual([
      [1, 1],
      [3, 0],
      [3, 0],
    ]);
    expect(cache.status().sequence).toBe(1);
  });

  it('tells that the store is away, and that it is back', async () => {
    const cache = await serving();
    store.isAway = true;
    now += 3 * SECOND;
    await cache.tick();
    await turns();
    expect(cache.status().store).toBe('away');
    store.isAway = false;
    now += 3 * SECOND;
    await cache.tick();
    await turns();
    expect(cache.status().store).toBe('up');
  });
});

describe('expiry', () => {
  it('counts from when the cache last changed the order, not from what the exchange says', async () => {
    const cache = await serving({ expireTime: 10 });
    cache.applyUpdate(update({ status: 'CANCELED', timestamp: 1 }));
    await after(9 * SECOND, cache);
    cache.applyUpdate(fill('1', '1', '100', { status: 'CANCELED', timestamp: 2 }));
    await after(9 * SECOND, cache);
    expect(cache.ordersCount()).toBe(1);
    await after(SECOND, cache);
    expect(cache.ordersCount()).toBe(0);
  });

  it.each(['INITIALIZED', 'PENDING', 'ACCEPTED', 'PARTIALLY_FILLED', 'CANCELING'] as const)(
    'never takes an order that is %s',
    async (status) => {
      const cache = await serving({ expireTime: 10 });
      cache.applyUpdate(
        update({ status, filled: status === 'PARTIALLY_FILLED' ? '1' : '0', average: '100' }),
      );
      await after(1_000 * HOUR, cache);
      expect(cache.order('7')?.status).toBe(status);
    },
  );

  it.each(['FILLED', 'CANCELED', 'EXPIRED', 'REJECTED'] as const)('takes one that is %s', async (status) => {
    const cache = await serving({ expireTime: 10 });
    cache.orderStatusUpdate(update({ status }));
    await after(0, cache);
    await after(10 * SECOND, cache);
    expect([cache.order('7'), (await cache.getOrder('7'))?.status]).toEqual([null, status]);
  });

  it('lets an order out of memory only when its history entry is committed', async () => {
    const cache = await serving();
    cache.applyUpdate(update({ status: 'CANCELED' }));
    await cache.flush();
    const goOn = store.hold();
    now += HOUR;
    const sent = store.nextBatch();
    // It waits for the store, which is held.
    const ticked = cache.tick();
    expect((await sent).operations.map(({ op }) => op)).toEqual(['archive', 'put', 'delete']);
    expect([cache.order('7')?.status, cache.ordersCount()]).toEqual(['CANCELED', 1]);
    expect(await cache.getSymbolOrders('BTCUSDT', false)).toEqual(new Set(['7']));
    goOn();
    await ticked;
    await cache.flush();
    expect([cache.order('7'), cache.ordersCount()]).toEqual([null, 0]);
    expect(await cache.getSymbolOrders('BTCUSDT', false)).toEqual(new Set(['7']));
    expect((await cache.getOrder('7'))?.status).toBe('CANCELED');
  });

  it('is called off by an update that comes while it is being committed', async () => {
    const cache = await serving();
    cache.applyUpdate(update({ status: 'CANCELED' }));
    await cache.flush();
    const goOn = store.hold();
    now += HOUR;
    const sent = store.nextBatch();
    const ticked = cache.tick();
    await sent;
    cache.applyUpdate(fill('6', '6', '100', { status: 'CANCELED', timestamp: T + 1 }));
    goOn();
    await ticked;
    await cache.flush();
    expect([cache.order('7')?.filled, cache.position('BTCUSDT')?.signedAmount]).toEqual(['6', '6']);
    await managers[0]?.closeAll();
    const again = await serving();
    expect([again.order('7')?.filled, again.position('BTCUSDT')?.signedAmount]).toEqual(['6', '6']);
    expect(again.checkIntegrity().faults).toEqual([]);
  });

  it('takes more orders than fit a slice, all of them in one tick', async () => {
    const cache = await serving();
    for (let id = 0; id < 600; id++) cache.orderStatusUpdate(update({ id: `${id}`, status: 'CANCELED' }));
    await cache.flush();
    await after(HOUR, cache);
    expect(cache.ordersCount()).toBe(0);
    expect((await cache.getSymbolOrders('BTCUSDT', false)).size).toBe(600);
  });

  it('of market data takes what is older than expireTime out of memory and store', async () => {
    const cache = await serving({ expireTime: 10 });
    cache.setMarketData('A', 1);
    await after(9 * SECOND, cache);
    cache.setMarketData('B', 2);
    await after(SECOND, cache);
    expect([cache.marketData('A'), cache.marketData('B')?.value]).toEqual([null, 2]);
    const last = store.batches.at(-1)?.operations.filter(({ op }) => op === 'delete') ?? [];
    expect(last).toHaveLength(1);
  });
});

describe('an update after expiry', () => {
  it.each([
    ['in the same process', false],
    ['in the next one', true],
  ])('is merged as a late one %s: it reopens nothing and counts nothing twice', async (_, restarts) => {
    let cache = await serving();
    cache.applyUpdate(FILLED);
    await cache.flush();
    await after(HOUR, cache);
    if (restarts) {
      await managers[0]?.closeAll();
      cache = await serving();
    }
    // That it was accepted was not known; it ended all the same, and nobody can see that anything changed.
    expect(cache.applyUpdate(update({ timestamp: T - 1 })).outcome).toBe('stale');
    await cache.flush();
    await after(HOUR, cache);
    expect(cache.applyUpdate(FILLED).outcome).toBe('duplicate');
    expect([cache.ordersCount(), await cache.getOpenOrders()]).toEqual([0, new Set()]);
    const more = fill('11', '1', '100', { status: 'FILLED', timestamp: T + 1 });
    expect(cache.applyUpdate(more).outcome).toBe('applied');
    expect([cache.order('7')?.status, cache.position('BTCUSDT')?.signedAmount]).toEqual(['FILLED', '11']);
    await cache.flush();
    await after(HOUR, cache);
    expect(cache.ordersCount()).toBe(0);
    expect((await cache.getOrder('7'))?.filled).toBe('11');
    expect(await cache.getSymbolOrders('BTCUSDT', false)).toEqual(new Set(['7']));
    expect(cache.checkIntegrity().faults).toEqual([]);
  });

  it('is merged also while the store is away', async () => {
    const cache = await serving();
    cache.applyUpdate(FILLED);
    await cache.flush();
    await after(HOUR, cache);
    store.isAway = true;
    expect(cache.applyUpdate(FILLED).outcome).toBe('duplicate');
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('10');
    await expect(cache.getOrder('7')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    store.isAway = false;
  });

  it('comes too late after lateUpdateWindow: the order is unknown, and the position keeps what it counted', async () => {
    const cache = await serving({ lateUpdateWindow: 60 });
    cache.applyUpdate(FILLED);
    await cache.flush();
    await after(HOUR, cache);
    await after(59 * SECOND, cache);
    expect(cache.applyUpdate(FILLED).outcome).toBe('duplicate');
    await after(SECOND, cache);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('10');
    expect(cache.orderStatusUpdate(FILLED).outcome).toBe('applied');
    expect(cache.checkIntegrity().faults).toEqual([]);
    await managers[0]?.closeAll();
    expect((await serving()).position('BTCUSDT')?.signedAmount).toBe('10');
  });

  it('of an order that was forgotten counts only what it filled later, over restarts, told of by trades or reports', async () => {
    const options = { lateUpdateWindow: 60 };
    let cache = await serving(options);
    const trades = [1, 2, 3].map((number) => ({
      exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', side: 'BUY', quantity: '1', price: '100',
      tradeId: `${number}`, timestamp: T + number,
    } as const)); // prettier-ignore
    const told = [
      update({ amount: '3' }),
      ...trades.map(({ tradeId, timestamp }) =>
        fill(tradeId, '1', '100', {
          amount: '3',
          tradeId,
          timestamp,
          status: tradeId === '3' ? 'FILLED' : 'PARTIALLY_FILLED',
        }),
      ),
    ];
    for (const each of told) cache.applyUpdate(each);
    await cache.flush();
    await after(HOUR, cache);
    await after(60 * SECOND, cache);
    const restarted = async (): Promise<CacheService> => {
      await managers.pop()?.closeAll();
      return serving(options);
    };
    cache = await restarted();
    expect([await cache.getOrder('7'), cache.status().orders.inMemory]).toEqual([expect.anything(), 0]);
    for (const trade of trades) cache.applyTrade(trade);
    cache = await restarted();
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '3', entryPrice: '100' });
    for (const each of told) cache.applyUpdate(each);
    cache = await restarted();
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    cache.applyTrade({ ...(trades[2] as (typeof trades)[number]), tradeId: '9', timestamp: T + 9 });
    cache.applyUpdate(traded('other', 'SELL', '1', '100', { timestamp: T + 10 }));
    cache = await restarted();
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    await after(HOUR, cache);
    expect(await cache.verify()).toMatchObject({ ok: true, faults: [] });
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('many orders are forgotten in one tick', async () => {
    const cache = await serving();
    for (let id = 0; id < 600; id++) cache.orderStatusUpdate(update({ id: `${id}`, status: 'CANCELED' }));
    await cache.flush();
    await after(HOUR, cache);
    await after(24 * HOUR, cache);
    await managers[0]?.closeAll();
    const again = await serving();
    expect(again.orderStatusUpdate(update({ id: '599', timestamp: T - 1 })).outcome).toBe('applied');
  });
});

describe('the retention of history', () => {
  it('takes what is older than historyRetention, a minute apart, more than fits a slice', async () => {
    const cache = await serving({ historyRetention: 7_200 });
    for (let id = 0; id < 300; id++) cache.orderStatusUpdate(update({ id: `${id}`, status: 'CANCELED' }));
    await cache.flush();
    await after(HOUR, cache);
    await after(2 * HOUR, cache);
    expect((await cache.orderHistory('BTCUSDT')).length).toBe(300);
    await after(59 * SECOND, cache);
    expect((await cache.orderHistory('BTCUSDT')).length).toBe(300);
    await after(SECOND, cache);
    expect(await cache.orderHistory('BTCUSDT')).toEqual([]);
  });
});
