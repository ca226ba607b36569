import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { fill, T, update } from '../../test/support/updates.js';
import { CacheManager } from './cache.manager.js';
import type { TradingCacheOptions } from './cache.options.js';
import type { CacheService } from './cache.service.js';
import { processHolder } from './process-holder.js';
import { resolveOptions } from './resolve-options.js';

const SCOPE = { strategyId: 'default', userId: 'default' };

let store: FaultStore;
let managers: CacheManager[];

beforeEach(() => {
  store = new FaultStore();
  managers = [];
});

afterEach(async () => {
  store.isAway = false;
  for (const manager of managers) await manager.closeAll();
});

async function opened(options: Partial<TradingCacheOptions> = {}): Promise<CacheManager> {
  const manager = new CacheManager(
    resolveOptions({ store, closeTimeout: 1, startup: 'degrade', ...options }),
  );
  managers.push(manager);
  await manager.startAll();
  return manager;
}

/** A scope that was opened while its store was away, after another process had left this in it. */
async function degraded(leave: (cache: CacheService) => void = () => undefined): Promise<CacheService> {
  const before = await opened();
  leave(before.cache());
  expect(await before.closeAll()).toEqual([]);
  store.isAway = true;
  return (await opened()).cache();
}

async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setImmediate(resolve));
}

async function storeReturns(cache: CacheService): Promise<void> {
  store.isAway = false;
  await until(() => cache.status().store === 'up');
}

describe('a scope that is opened while its store is away', () => {
  it('serves from empty memory and says that the store is away', async () => {
    const cache = await degraded();
    cache.applyUpdate(fill('3', '3', '100'));
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    expect(cache.status()).toMatchObject({ state: 'serving', store: 'away', dirty: 1 });
    expect(cache.failure?.message).toContain('The store is unavailable');
    await expect(cache.flush({ timeoutMs: 1 })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(cache.getOrder('unknown')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(cache.ready()).resolves.toBeUndefined();
  });

  it('adopts a snapshot without a time as of the call, not as of when the store came back', async () => {
    let now = T;
    store.isAway = true;
    const cache = (await opened({ now: () => now })).cache();
    const positions = [{ symbol: 'BTCUSDT', signedAmount: '3', entryPrice: '100' }];
    cache.reconcilePositions({ exchange: 'binance', complete: true, positions }, { adopt: true });
    cache.applyUpdate(fill('1', '1', '100', { timestamp: T + 1_000 }));
    now += 3_600_000;
    await storeReturns(cache);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('4');
  });

  it('makes its changes on top of what is stored once the store is there: nothing is lost, nothing counts twice', async () => {
    const cache = await degraded((before) => {
      before.applyUpdate(fill('3', '3', '100'));
      before.applyUpdate(update({ id: '6' }));
    });
    const late = { ...fill('5', '2', '100') };
    cache.applyUpdate(late);
    Object.assign(late, { filled: '9' });
    cache.orderInitialized(
      {
        exchange: 'binance',
        symbol: 'BTCUSDT',
        clientOrderId: 'c',
        side: 'SELL',
        type: 'LIMIT',
        price: '1',
        amount: '1',
      },
      { idempotencyKey: 'k' },
    );
    cache.orderStatusUpdate(update({ id: '6', status: 'CANCELED' }));
    cache.setMarketData('BTCUSDT', { last: '101' });
    cache.setMarket('markPrice', 'BTCUSDT', { price: '110', timestamp: 1 });
    expect(cache.status()).toMatchObject({ store: 'away', dirty: 5 });
    const flushed = cache.flush();
    await storeReturns(cache);
    await flushed;
    await expectAll(cache);
    await expectAll((await reopened()).cache());
  });

  it('sets and deletes on top of what is stored, too', async () => {
    const place = { exchange: 'binance', account: 'spot', asset: 'BTC' };
    const cache = await degraded((before) => {
      before.applyBalance({ ...place, total: '9', timestamp: T + 1 });
      before.setParameter('old', 1);
      before.setMetadata('BTCUSDT', 1);
    });
    expect(cache.applyBalance({ ...place, total: '1', timestamp: T }).outcome).toBe('applied');
    cache.applyBalance({ ...place, asset: 'ETH', total: '2', timestamp: T });
    const given = { stop: '90' };
    cache.setMetadata('BTCUSDT', given);
    given.stop = '0';
    cache.setLeverage('binance', 'BTCUSDT', '5');
    cache.deleteParameter('old');
    await storeReturns(cache);
    expectOwnValues(cache);
    expectOwnValues((await reopened()).cache());
  });

  it('names a change that does not fit what is stored', async () => {
    const cache = await degraded((before) =>
      before.applyUpdate(fill('3', '3', '100', { contractSize: '1' })),
    );
    cache.applyUpdate(fill('1', '1', '100', { id: '8', contractSize: '10' }));
    await storeReturns(cache);
    expect(cache.mended).toEqual([
      expect.stringContaining('an update of order 8 does not fit what is stored: contractSize'),
    ]);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('stops for good where another process has taken the scope meanwhile, naming it', async () => {
    const cache = await degraded();
    cache.applyUpdate(update());
    store.isAway = false;
    await store.acquire(SCOPE, { ...processHolder(null), hostname: 'alpha' });
    await until(() => cache.status().state === 'fenced');
    expect(() => cache.applyUpdate(update())).toThrow('on host alpha');
  });

  it('on standby takes no changes while another process has it, and adds its own when that one is gone', async () => {
    store.isAway = true;
    const cache = (await opened({ onConflict: 'standby' })).cache();
    cache.applyUpdate(fill('3', '3', '100'));
    store.isAway = false;
    const other = await store.acquire(SCOPE, { ...processHolder(null), hostname: 'alpha' });
    await until(() => cache.status().state === 'standby');
    expect(() => cache.applyUpdate(fill('4', '1', '100'))).toThrow('on host alpha');
    await other.release();
    await until(() => cache.status().state === 'serving');
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    expect(await cache.flush()).toMatchObject({ sequence: 1 });
  });

  it('that is closed before the store is there says what it could not save', async () => {
    const cache = await degraded();
    cache.applyUpdate(update());
    await expect(cache.close()).rejects.toMatchObject({ code: 'UNSAVED_CHANGES', unsaved: 1 });
    expect(cache.status().state).toBe('closed');
  });

  it('and in which nothing changed closes cleanly', async () => {
    const cache = await degraded();
    await expect(cache.close()).resolves.toBeUndefined();
  });
});

async function reopened(): Promise<CacheManager> {
  const [last] = managers.splice(-1) as [CacheManager];
  expect(await last.closeAll()).toEqual([]);
  return opened();
}

async function expectAll(cache: CacheService): Promise<void> {
  expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '5', entryPrice: '100', markPrice: '110' });
  expect(cache.order('7')?.filled).toBe('5');
  expect(cache.order('6')?.status).toBe('CANCELED');
  expect(await cache.getOpenOrders()).toEqual(new Set(['7', 'c']));
  expect(await cache.getMarketData('BTCUSDT')).toEqual({ last: '101' });
  expect(cache.checkIntegrity().faults).toEqual([]);
  expect(cache.mended).toEqual([]);
}

function expectOwnValues(cache: CacheService): void {
  expect(new Set(cache.balances().map(({ total }) => total))).toEqual(new Set(['9', '2']));
  expect([cache.parameter('old'), cache.metadata('BTCUSDT')]).toEqual([null, { stop: '90' }]);
  expect(cache.leverage('binance', 'BTCUSDT')).toBe('5');
}
