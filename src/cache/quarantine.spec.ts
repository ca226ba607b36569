import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';
import { processHolder } from './process-holder.js';
import { resolveOptions } from './resolve-options.js';

const SCOPE = { strategyId: 'default', userId: 'default' };
const NOW = 1_800_000_000_000;

/** Stands for an hour in which what is there is settled. */
const HOUR_LATER = 'an hour later';

let now: number;
let managers: CacheManager[];

beforeEach(() => {
  managers = [];
  now = NOW;
});

afterEach(async () => {
  for (const manager of managers) await manager.closeAll();
});

async function serving(store: FaultStore): Promise<CacheService> {
  const manager = new CacheManager(
    resolveOptions({ store, now: () => now, onDamage: 'quarantine', closeTimeout: 1 }),
  );
  managers.push(manager);
  await manager.startAll();
  return manager.cache();
}

/** A store with one order that filled 3 and its position, one type of whose records is damaged as `damage` says. */
async function storeWith(
  type: CacheKey,
  damage: (value: string) => string | null,
  ...more: readonly (OrderUpdate | typeof HOUR_LATER)[]
): Promise<FaultStore> {
  const first = new FaultStore();
  const cache = await serving(first);
  for (const each of [fill('3', '3', '100'), ...more]) {
    if (each !== HOUR_LATER) {
      cache.applyUpdate(each);
      continue;
    }
    await cache.flush();
    now += 3_600_000;
    await cache.tick();
  }
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
const tornFill = (value: string): string => (value.includes('"3"') ? torn(value) : value);

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

  it('an order: the position is what the others make it, and the order counts when it is told of again', async () => {
    const store = await storeWith(CacheKey.ORDER, torn, fill('1', '1', '90', { id: '8' }));
    const cache = await serving(store);
    expect([cache.orders(), cache.position('BTCUSDT')]).toEqual([[], null]);
    cache.applyUpdate(fill('3', '3', '100'));
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '3', entryPrice: '100' });
    cache.applyUpdate(fill('3', '3', '100'));
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    await expectMended(store, [CacheKey.ORDER, CacheKey.ORDER]);
  });

  it('an order whose fills were settled: the position stands, and they do not count again', async () => {
    const store = await storeWith(CacheKey.ORDER, torn, HOUR_LATER);
    const cache = await serving(store);
    expect([cache.ordersCount(), cache.position('BTCUSDT')?.signedAmount]).toEqual([0, '3']);
    cache.applyUpdate(fill('3', '3', '100'));
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    cache.applyUpdate(fill('5', '2', '110', { timestamp: T + 1 }));
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '5', entryPrice: '104' });
    const again = await expectMended(store, [CacheKey.ORDER]);
    expect(again.position('BTCUSDT')?.signedAmount).toBe('5');
  });

  it('is none where records are missing: the types of which they are are named once, and the next start is content', async () => {
    const store = await storeWith(CacheKey.ORDER, (value) => value, update({ id: '8' }));
    store.isLost = ({ value }) => value.includes('"3"');
    const cache = await serving(store);
    expect(cache.mended).toEqual(['1 of 2 records of type order are missing']);
    expect(cache.ordersCount()).toBe(1);
    await cache.flush();
    await expectMended(store, []);
    store.isLost = null;
  });

  it('is found again where the process ends before that is written', async () => {
    const store = await storeWith(CacheKey.ORDER, tornFill, update({ id: '8' }));
    const goOn = store.hold();
    const first = await serving(store);
    const [manager] = managers.splice(-1) as [CacheManager];
    expect(await manager.closeAll()).toHaveLength(1);
    goOn();
    expect(first.mended).toHaveLength(1);
    const again = await serving(store);
    expect(again.mended).toHaveLength(1);
    expect(again.ordersCount()).toBe(1);
  });
});
