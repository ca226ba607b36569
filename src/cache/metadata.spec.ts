import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { traded, update } from '../../test/support/updates.js';
import { CacheKey } from '../stores/cache-key.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';
import { resolveOptions } from './resolve-options.js';

/** More orders than a batch holds. */
const OTHERS = 600;

let store: FaultStore;
let manager: CacheManager;
let cache: CacheService;

beforeEach(async () => {
  store = new FaultStore();
  manager = new CacheManager(resolveOptions({ store }));
  await manager.startAll();
  cache = manager.cache();
});

afterEach(async () => {
  await manager.closeAll();
});

/** Which types of records, but those of the other orders, the batch brought that brought the metadata. */
async function committedWithMetadata(): Promise<string[]> {
  await cache.flush();
  const types = store.batches
    .map(({ operations }) => operations.filter((each) => 'key' in each && !each.key.includes('ETHUSDT')))
    .find((operations) => operations.some((each) => 'type' in each && each.type === CacheKey.METADATA))
    ?.map((each) => ('type' in each ? each.type : each.op));
  return types?.sort() ?? [];
}

function others(): void {
  for (let id = 0; id < OTHERS; id++) cache.applyUpdate(update({ id: `o${id}`, symbol: 'ETHUSDT' }));
}

const FILLED = [CacheKey.METADATA, CacheKey.ORDER];

describe("a symbol's metadata that is set in the turn of an order update", () => {
  it('before it is in the same commit', async () => {
    cache.setMetadata('BTCUSDT', { entries: 1 });
    others();
    cache.applyUpdate(traded('7', 'BUY', '1', '100'));
    expect(await committedWithMetadata()).toEqual(FILLED);
    expect(store.batches.length).toBeGreaterThan(2);
  });

  it('after it is in the same commit', async () => {
    cache.applyUpdate(traded('7', 'BUY', '1', '100'));
    others();
    cache.setMetadata('BTCUSDT', { entries: 1 });
    expect(await committedWithMetadata()).toEqual(FILLED);
  });

  it('is in the same commit though the host waited for the outcome', async () => {
    await cache.applyPosition(traded('7', 'BUY', '1', '100'));
    others();
    cache.setMetadata('BTCUSDT', { entries: 1 });
    expect(await committedWithMetadata()).toEqual(FILLED);
  });

  it('is in the commit of an order that has no fill', async () => {
    cache.setMetadata('BTCUSDT', { entries: 1 });
    others();
    cache.orderStatusUpdate(update({ status: 'CANCELED' }));
    expect(await committedWithMetadata()).toEqual([CacheKey.METADATA, CacheKey.ORDER]);
  });

  it.each<[string, () => void, string[]]>([
    [
      'of a snapshot that was adopted',
      () => {
        const positions = [{ symbol: 'BTCUSDT', signedAmount: '1', entryPrice: '100' }];
        cache.reconcilePositions({ exchange: 'binance', complete: true, positions }, { adopt: true });
      },
      [CacheKey.ADOPTION, CacheKey.METADATA],
    ],
    [
      'of an adjustment',
      () => {
        const funding = { id: 'f', kind: 'FUNDING', amount: '1', currency: 'USDT' } as const;
        cache.applyAdjustment({ exchange: 'binance', symbol: 'BTCUSDT', ...funding });
      },
      [CacheKey.ADJUSTMENT, CacheKey.METADATA],
    ],
  ])('is in the commit %s', async (_, change, types) => {
    change();
    others();
    cache.setMetadata('BTCUSDT', { entries: 1 });
    expect(await committedWithMetadata()).toEqual(expect.arrayContaining(types));
  });

  it('and is deleted in it, goes with it', async () => {
    cache.setMetadata('BTCUSDT', { entries: 1 });
    await cache.flush();
    store.batches.length = 0;
    cache.applyUpdate(traded('7', 'BUY', '1', '100'));
    others();
    cache.deleteMetadata('BTCUSDT');
    expect(await committedWithMetadata()).toEqual(FILLED);
    expect(cache.metadata('BTCUSDT')).toBeNull();
  });
});
