import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { fill, update } from '../../test/support/updates.js';
import { StoreUnavailableError } from '../stores/store.errors.js';
import { ScopeFencedError, ScopeNotServingError, UnsavedChangesError } from './cache.errors.js';
import { CacheManager } from './cache.manager.js';
import type { TradingCacheOptions } from './cache.options.js';
import type { CacheService } from './cache.service.js';
import { resolveOptions } from './resolve-options.js';

const SCOPE = { strategyId: 'default', userId: 'default' };

let store: FaultStore;
let managers: CacheManager[];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  store = new FaultStore();
  managers = [];
});

afterEach(async () => {
  jest.useRealTimers();
  store.isAway = false;
  for (const manager of managers) await manager.closeAll();
});

/** The default scope of another process on the store; not started. */
function cacheWith(options: Partial<TradingCacheOptions> = {}): CacheService {
  const manager = new CacheManager(resolveOptions({ store, ...options }));
  managers.push(manager);
  return manager.cache();
}

async function fenced(): Promise<CacheService> {
  const cache = await serving();
  store.fail({ outcome: 'FENCED', holder: 'process 9 on host b at http://b:3000' });
  cache.applyUpdate(update());
  await cache.flush().catch(() => undefined);
  return cache;
}

async function serving(options?: Partial<TradingCacheOptions>): Promise<CacheService> {
  const cache = cacheWith(options);
  await cache.start();
  return cache;
}

/** Lets time pass until a promise is settled. */
async function untilSettled<T>(promise: Promise<T>): Promise<T> {
  const progress = { isSettled: false };
  const settled = promise.finally(() => (progress.isSettled = true));
  while (!progress.isSettled) {
    await jest.advanceTimersByTimeAsync(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return settled;
}

/** Each call that reads or changes records. */
const CALLS: readonly [name: string, call: (cache: CacheService) => unknown][] = [
  ['applyUpdate', (cache) => cache.applyUpdate(update())],
  ['applyPosition', (cache) => cache.applyPosition(update())],
  ['orderStatusUpdate', (cache) => cache.orderStatusUpdate(update())],
  [
    'orderInitialized',
    (cache) =>
      cache.orderInitialized({
        exchange: 'x',
        symbol: 'A',
        id: '1',
        side: 'BUY',
        type: 'LIMIT',
        amount: '1',
      }),
  ],
  ['setMarketData', (cache) => cache.setMarketData('A', 1)],
  ['setMarket', (cache) => cache.setMarket('markPrice', 'A', { price: '1', timestamp: 1 })],
  ['getOrder', (cache) => cache.getOrder('7')],
  ['getSymbolOrders', (cache) => cache.getSymbolOrders('A')],
  ['getOpenOrders', (cache) => cache.getOpenOrders()],
  ['getPosition', (cache) => cache.getPosition('A')],
  ['getMarketData', (cache) => cache.getMarketData('A')],
  ['orderHistory', (cache) => cache.orderHistory('A')],
  ['order', (cache) => cache.order('7')],
  ['orders', (cache) => cache.orders()],
  ['ordersOpen', (cache) => cache.ordersOpen()],
  ['ordersCount', (cache) => cache.ordersCount()],
  ['ordersOpenCount', (cache) => cache.ordersOpenCount()],
  ['isOrderOpen', (cache) => cache.isOrderOpen('7')],
  ['position', (cache) => cache.position('A')],
  ['positions', (cache) => cache.positions()],
  ['positionsOpen', (cache) => cache.positionsOpen()],
  ['positionsCount', (cache) => cache.positionsCount()],
  ['positionsOpenCount', (cache) => cache.positionsOpenCount()],
  ['market', (cache) => cache.market('markPrice', 'A')],
  ['marketData', (cache) => cache.marketData('A')],
  ['checkIntegrity', (cache) => cache.checkIntegrity()],
  ['flush', (cache) => cache.flush()],
];

/** What a call fails with, thrown or rejected. */
async function failureOf(cache: CacheService, call: (cache: CacheService) => unknown): Promise<unknown> {
  try {
    await call(cache);
  } catch (error) {
    return error;
  }
  return null;
}

describe('a scope that was not started', () => {
  it.each(CALLS)('refuses %s with what to do', async (_, call) => {
    const error = await failureOf(cacheWith(), call);
    expect(error).toBeInstanceOf(ScopeNotServingError);
    expect(String(error)).toContain('Scope default/default is closed. Call start()');
  });

  it('tells its state all the same', () => {
    expect(cacheWith().status()).toEqual({
      ...SCOPE,
      state: 'closed',
      store: 'away',
      durability: 'continuous',
      epoch: 0,
      sequence: 0,
      dirty: 0,
      syncLagMs: 0,
      lastSyncAt: null,
      orders: { open: 0, inMemory: 0 },
      positions: { open: 0 },
      full: [],
      refused: 0,
    });
  });

  it.each([
    ['flush', (cache: CacheService) => cache.flush()],
    ['applyPosition', (cache: CacheService) => cache.applyPosition(update())],
    ['getOpenOrders', (cache: CacheService) => cache.getOpenOrders()],
    ['getPosition', (cache: CacheService) => cache.getPosition('A')],
    ['getMarketData', (cache: CacheService) => cache.getMarketData('A')],
  ])('rejects %s, which is asynchronous, and throws nothing', async (_, call) => {
    await expect(call(cacheWith())).rejects.toThrow('is closed');
  });
});

describe('start', () => {
  it('is one start, however often it is called', async () => {
    const acquire = jest.spyOn(store, 'acquire');
    const cache = cacheWith();
    await Promise.all([cache.start(), cache.start(), cache.ready()]);
    await cache.start();
    expect(acquire).toHaveBeenCalledTimes(1);
    expect(cache.status()).toMatchObject({ state: 'serving', store: 'up' });
  });

  it('that fails can be tried again', async () => {
    const cache = cacheWith();
    store.isAway = true;
    await expect(cache.start()).rejects.toThrow(StoreUnavailableError);
    expect(cache.status().state).toBe('closed');
    store.isAway = false;
    await cache.start();
    expect(cache.status().state).toBe('serving');
  });

  it('that fails while it loads gives the scope back', async () => {
    const cache = cacheWith();
    jest
      .spyOn(store, 'assertThere')
      .mockImplementationOnce(() => undefined)
      .mockImplementationOnce(() => {
        throw new StoreUnavailableError('it went away');
      });
    await expect(cache.start()).rejects.toThrow('it went away');
    expect((await serving()).status().state).toBe('serving');
  });

  it('in the background goes on until the store is there; meanwhile it refuses with what to do', async () => {
    store.isAway = true;
    const cache = cacheWith({ startup: 'background' });
    const started = cache.start();
    await jest.advanceTimersByTimeAsync(10_000);
    expect([cache.status().state, cache.failure]).toEqual(['loading', expect.any(StoreUnavailableError)]);
    expect(() => cache.orders()).toThrow('is loading. Await cache.ready()');
    store.isAway = false;
    await jest.advanceTimersByTimeAsync(2_000);
    await started;
    expect([cache.status().state, cache.failure]).toEqual(['serving', null]);
  });

  it('is refused while another process has the scope, and names it', async () => {
    await serving({ address: 'http://first:3000' });
    await expect(cacheWith().start()).rejects.toMatchObject({
      code: 'SCOPE_HELD',
      holder: { pid: process.pid, address: 'http://first:3000' },
    });
  });

  it('after a close loads what was there', async () => {
    const cache = await serving();
    cache.applyUpdate(fill('3', '3', '100'));
    await cache.close();
    await cache.start();
    expect([cache.order('7')?.filled, cache.position('BTCUSDT')?.signedAmount]).toEqual(['3', '3']);
    expect(cache.checkIntegrity().faults).toEqual([]);
    cache.applyUpdate(fill('4', '1', '100'));
    await cache.flush();
    expect(cache.status()).toMatchObject({ dirty: 0, orders: { inMemory: 1 }, positions: { open: 1 } });
  });
});

describe('close', () => {
  it('saves what is left, under `interval` too, and gives the scope back', async () => {
    const cache = await serving({ durability: 'interval' });
    cache.applyUpdate(update());
    await cache.close();
    expect(() => cache.orders()).toThrow('is closed');
    expect((await serving()).order('7')?.status).toBe('ACCEPTED');
  });

  it('of a scope that is not open does nothing', async () => {
    const cache = cacheWith();
    await cache.close();
    expect(cache.status().state).toBe('closed');
  });

  it('while the scope loads closes it when it has loaded', async () => {
    const cache = cacheWith();
    const started = cache.start();
    await cache.close();
    await started;
    expect(cache.status().state).toBe('closed');
    await serving();
  });

  it('says how much is not saved when the store stays away, and why', async () => {
    const cache = await serving({ closeTimeout: 7 });
    store.isAway = true;
    cache.applyUpdate(update());
    cache.applyUpdate(update({ id: '8' }));
    const closed = cache.close().catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(6_999);
    expect(cache.status().dirty).toBe(2);
    await jest.advanceTimersByTimeAsync(1);
    const error = (await closed) as UnsavedChangesError;
    expect(error).toBeInstanceOf(UnsavedChangesError);
    expect([error.scope, error.unsaved]).toEqual(['default/default', 2]);
    expect(String(error.cause)).toContain('not committed within 7000 ms');
    expect(cache.status().state).toBe('closed');
  });

  it('refuses changes while it saves, and says that it is closing', async () => {
    const cache = await serving();
    cache.applyUpdate(update());
    const goOn = store.hold();
    const closed = cache.close();
    await store.nextBatch();
    expect(() => cache.applyUpdate(update({ id: '8' }))).toThrow('Scope default/default is closing');
    goOn();
    await closed;
    expect(() => cache.orders()).toThrow('is closed');
  });

  it('called twice is one close; a start meanwhile waits for its end', async () => {
    const cache = await serving();
    cache.applyUpdate(update());
    const goOn = store.hold();
    const sent = store.nextBatch();
    const closed = [cache.close(), cache.close()];
    await sent;
    const started = cache.start();
    goOn();
    await Promise.all(closed);
    await started;
    expect([cache.status().state, cache.order('7')?.status]).toEqual(['serving', 'ACCEPTED']);
  });

  it('called twice fails once, with one error', async () => {
    const cache = await serving();
    store.isAway = true;
    cache.applyUpdate(update());
    const closed = [cache.close(), cache.close()].map((each) => each.catch((error: unknown) => error));
    const [first, second] = await untilSettled(Promise.all(closed));
    expect(first).toBeInstanceOf(UnsavedChangesError);
    expect(second).toBe(first);
  });

  it('ends a start that waits for the store', async () => {
    store.isAway = true;
    const cache = cacheWith({ startup: 'background' });
    const started = cache.start().catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(10_000);
    await cache.close();
    expect(await started).toBeInstanceOf(StoreUnavailableError);
    expect(cache.status().state).toBe('closed');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells whoever waits for a commit that the scope is closed', async () => {
    const cache = await serving();
    store.isAway = true;
    cache.applyUpdate(update());
    const flushed = cache.flush().catch((error: unknown) => error);
    const closed = cache.close().catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(10_000);
    await closed;
    expect(await flushed).toMatchObject({ code: 'SCOPE_NOT_SERVING', state: 'closed' });
  });

  it('that is over hears no answer of the store any more', async () => {
    const cache = await serving();
    const goOn = store.hold();
    cache.applyUpdate(update({ status: 'CANCELED' }));
    const closed = cache.close().catch((error: unknown) => error);
    await store.nextBatch();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await closed).toBeInstanceOf(UnsavedChangesError);
    await cache.start();
    cache.applyUpdate(update({ id: '8' }));
    goOn();
    await cache.flush();
    expect(cache.status()).toMatchObject({ state: 'serving', orders: { inMemory: 1 } });
  });
});

describe('a store that went back in time', () => {
  it('is told everything again', async () => {
    const cache = await serving();
    cache.applyUpdate(fill('3', '3', '100'));
    await cache.flush();
    store.fail({ outcome: 'GAP', storedSequence: 1 });
    cache.setMarketData('A', 1);
    await cache.flush();
    const types = store.batches.at(-1)?.operations.map((operation) => 'type' in operation && operation.type);
    expect(new Set(types)).toEqual(new Set(['order', 'market-data']));
  });

  it('and answers what it has only when the scope was closed and started again is told nothing by the old life', async () => {
    const cache = await serving({ durability: 'interval' });
    cache.applyUpdate(fill('3', '3', '100'));
    await cache.flush();
    store.fail({ outcome: 'GAP', storedSequence: 1 });
    cache.applyUpdate(update({ id: '8' }));
    const goOn = store.hold('load');
    const sent = store.nextBatch();
    const closed = cache.close().catch((error: unknown) => error);
    await sent;
    await untilSettled(closed);
    expect(await closed).toBeInstanceOf(UnsavedChangesError);
    const started = cache.start();
    goOn();
    await started;
    await cache.flush();
    expect([cache.order('7')?.filled, cache.position('BTCUSDT')?.signedAmount]).toEqual(['3', '3']);
    await cache.close();
    await cache.start();
    expect([cache.order('7')?.filled, cache.position('BTCUSDT')?.signedAmount]).toEqual(['3', '3']);
  });
});

describe('a scope that another process took over', () => {
  it.each(CALLS)('refuses %s and names who has it', async (_, call) => {
    const error = await failureOf(await fenced(), call);
    expect(error).toBeInstanceOf(ScopeFencedError);
    expect(error).toMatchObject({ scope: 'default/default', holder: 'process 9 on host b at http://b:3000' });
    expect(String(error)).toContain('was taken over by process 9 on host b at http://b:3000');
  });

  it('is fenced for good: it writes nothing more, and cannot be started', async () => {
    const cache = await fenced();
    expect([cache.status().state, cache.failure]).toEqual(['fenced', expect.any(ScopeFencedError)]);
    await expect(cache.start()).rejects.toThrow(ScopeFencedError);
    const sent = store.batches.length;
    await jest.advanceTimersByTimeAsync(60_000);
    await cache.close().catch(() => undefined);
    expect(store.batches).toHaveLength(sent);
  });

  it('says at its close what it had taken that is nowhere kept, once', async () => {
    const cache = await fenced();
    await expect(cache.close()).rejects.toThrow('closed with 1 changes');
    expect(cache.status().state).toBe('closed');
    await cache.close();
  });

  it('rejects whoever waited for a commit', async () => {
    const cache = await serving();
    store.fail({ outcome: 'FENCED', holder: 'process 9' });
    cache.applyUpdate(update());
    await expect(cache.flush()).rejects.toThrow(ScopeFencedError);
  });
});

describe('a scope whose store', () => {
  it('refuses a batch stops, and says what the store said', async () => {
    const cache = await serving();
    store.fail({ outcome: 'BAD', reason: 'hash of orders is a list' });
    cache.applyUpdate(update());
    await expect(cache.flush()).rejects.toThrow('the store refused a batch: hash of orders is a list');
    expect(cache.status().state).toBe('damaged');
    expect(() => cache.orders()).toThrow('is damaged in its store');
  });

  it('goes away in mid-run serves on, and is saved when it returns, every batch the same', async () => {
    const cache = await serving();
    store.fail('away', 'lost answer', 'away');
    cache.applyUpdate(fill('3', '3', '100'));
    const flushed = cache.flush();
    await store.nextBatch();
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    expect(await untilSettled(flushed)).toMatchObject({ sequence: 1 });
    expect(store.batches).toHaveLength(4);
    expect(new Set(store.batches.map((batch) => JSON.stringify(batch))).size).toBe(1);
    expect(cache.status()).toMatchObject({ store: 'up', dirty: 0, sequence: 1 });
  });
});
