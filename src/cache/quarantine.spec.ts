import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { fill, update } from '../../test/support/updates.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';
import { processHolder } from './process-holder.js';
import { resolveOptions } from './resolve-options.js';

const SCOPE = { strategyId: 'default', userId: 'default' };
const NOW = 1_800_000_000_000;

let managers: CacheManager[];

beforeEach(() => {
  managers = [];
});

afterEach(async () => {
  for (const manager of managers) await manager.closeAll();
});

async function serving(store: FaultStore): Promise<CacheService> {
  const manager = new CacheManager(
    resolveOptions({ store, now: () => NOW, onDamage: 'quarantine', closeTimeout: 1 }),
  );
  managers.push(manager);
  await manager.startAll();
  return manager.cache();
}

/** A store with one order that filled 3 and its position, one type of whose records is damaged as `damage` says. */
async function storeWith(
  type: CacheKey,
  damage: (value: string) => string | null,
  ...more: readonly Parameters<CacheService['applyUpdate']>[0][]
): Promise<FaultStore> {
  const first = new FaultStore();
  const cache = await serving(first);
  for (const each of [fill('3', '3', '100'), ...more]) cache.applyUpdate(each);
  await cache.flush();
  const operations = first.batches
    .flatMap((batch) => batch.operations)
    .flatMap((operation): Operation[] => {
      if (operation.op !== 'put' || operation.type !== type) return [operation];
      const value = damage(operation.value);
      return value === null ? [] : [{ ...operation, value }];
    });
  const store = new FaultStore();
  const scope = await store.acquire(SCOPE, processHolder(null));
  await scope.commit({ epoch: scope.epoch, sequence: 1, operations });
  await scope.release();
  return store;
}

const torn = (value: string): string => value.slice(0, -2);

/** The next process finds nothing damaged, and what was set aside. */
async function expectMended(store: FaultStore, quarantined: readonly string[]): Promise<CacheService> {
  const [manager] = managers.splice(-1) as [CacheManager];
  expect(await manager.closeAll()).toEqual([]);
  const cache = await serving(store);
  expect(cache.mended).toEqual([]);
  expect(cache.quarantined().map(({ type }) => type)).toEqual(quarantined);
  expect(cache.checkIntegrity().faults).toEqual([]);
  return cache;
}

describe('a damaged record that is set aside', () => {
  it('is kept as it was stored, and named', async () => {
    const store = await storeWith(CacheKey.ORDER, torn);
    const cache = await serving(store);
    const [kept] = cache.quarantined();
    expect(kept).toMatchObject({ type: CacheKey.ORDER, at: NOW, value: expect.stringMatching(/^1:/) });
    expect(kept?.reason).toContain('its checksum does not match');
    expect(cache.mended).toEqual([kept?.reason]);
    await cache.flush();
    await expectMended(store, [CacheKey.ORDER]);
  });

  it('an order: its position stands, and its fills do not count again', async () => {
    const store = await storeWith(CacheKey.ORDER, torn);
    const cache = await serving(store);
    expect(cache.orders()).toEqual([]);
    cache.applyUpdate(fill('3', '3', '100'));
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    cache.applyUpdate(fill('5', '2', '100'));
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('5');
    await expectMended(store, [CacheKey.ORDER]);
  });

  it('a watermark: it is made anew from its order', async () => {
    const store = await storeWith(CacheKey.WATERMARK, torn);
    const cache = await serving(store);
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '3', entryPrice: '100' });
    cache.applyUpdate(fill('3', '3', '100'));
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    const again = await expectMended(store, [CacheKey.WATERMARK]);
    again.applyUpdate(fill('5', '2', '100'));
    expect(again.position('BTCUSDT')?.signedAmount).toBe('5');
  });

  it('a position: it begins anew, flat, and what was counted is not counted again', async () => {
    const store = await storeWith(CacheKey.POSITION, torn);
    const cache = await serving(store);
    expect(cache.mended.at(-1)).toBe('position binance BTCUSDT NET is 0, its orders add up to 3');
    cache.applyUpdate(fill('3', '3', '100'));
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('0');
    cache.applyUpdate(fill('5', '2', '110'));
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '2', entryPrice: '110' });
    await expectMended(store, [CacheKey.POSITION]);
  });

  it('is none where a record is missing: the position keeps its quantity, and the difference is told', async () => {
    const store = await storeWith(CacheKey.WATERMARK, () => null);
    const cache = await serving(store);
    expect(cache.mended).toEqual(['position binance BTCUSDT NET is 3, its orders add up to 0']);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    await cache.flush();
    await expectMended(store, []);
  });

  it('is found again where the process ends before that is written', async () => {
    const store = await storeWith(CacheKey.WATERMARK, torn, update({ id: '8' }));
    const goOn = store.hold();
    const first = await serving(store);
    const [manager] = managers.splice(-1) as [CacheManager];
    expect(await manager.closeAll()).toHaveLength(1);
    goOn();
    expect(first.mended).toHaveLength(1);
    const again = await serving(store);
    expect(again.mended).toHaveLength(1);
    expect(again.ordersCount()).toBe(2);
  });
});
