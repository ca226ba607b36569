import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { TestManagers } from '../../test/support/test-managers.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import type { Batch } from '../stores/batch.js';
import type { TradingCacheOptions } from './cache.options.js';
import type { CacheService } from './cache.service.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** Executions of one order. */
const MANY = 2_000;
/** Nothing that belongs together makes a commit larger than this. */
const MOST_OPERATIONS = 500;

let now: number;
let store: FaultStore;
const managers = new TestManagers(() => ({ store, now: () => now }));

beforeEach(() => {
  now = 1_800_000_000_000;
  store = new FaultStore(() => now);
});

afterEach(() => managers.closeAll());

async function serving(options: Partial<TradingCacheOptions> = {}): Promise<CacheService> {
  return (await managers.opened(options)).cache();
}

async function restarted(options: Partial<TradingCacheOptions> = {}): Promise<CacheService> {
  await managers.ended();
  return serving(options);
}

/** How much of records a batch writes. */
function bytesOf({ operations }: Batch): number {
  return operations.reduce((sum, each) => sum + ('value' in each ? each.value.length : 0), 0);
}

function executions(from: number, to: number, id = 'many') {
  return Array.from({ length: to - from }, (_, at) => {
    const filled = String(from + at + 1);
    return fill(filled, '1', '100', {
      id,
      amount: '100000',
      tradeId: `${id}${filled}`,
      timestamp: T + from + at,
    });
  });
}

describe(`an order of ${MANY} executions`, () => {
  it('writes no more for its last ones than for the first: each fill so many bytes, a sealed run once', async () => {
    const cache = await serving();
    const perFill = async (from: number): Promise<{ mean: number; most: number }> => {
      store.batches.length = 0;
      for (const each of executions(from, from + 64)) {
        cache.applyUpdate(each);
        await cache.flush();
      }
      const sizes = store.batches.map(bytesOf);
      return { mean: sizes.reduce((sum, size) => sum + size, 0) / sizes.length, most: Math.max(...sizes) };
    };
    for (const each of executions(0, 32)) cache.applyUpdate(each);
    await cache.flush();
    const first = await perFill(32);
    for (const each of executions(96, MANY - 64)) cache.applyUpdate(each);
    await cache.flush();
    const last = await perFill(MANY - 64);
    expect([cache.order('many')?.filled, cache.position('BTCUSDT')?.signedAmount]).toEqual([
      `${MANY}`,
      `${MANY}`,
    ]);
    expect(last.mean).toBeLessThan(1.2 * first.mean);
    expect(last.most).toBeLessThan(1.2 * first.most);
    expect(first.most).toBeLessThan(8_192);
    const again = await restarted();
    expect(again.checkIntegrity().faults).toEqual([]);
    expect(again.position('BTCUSDT')?.signedAmount).toBe(`${MANY}`);
    expect(again.applyUpdate(executions(499, 500)[0] as ReturnType<typeof fill>).outcome).toBe('stale');
  });
});

describe('what waits while the store is away', () => {
  it('is written in small commits, however much of one symbol it is', async () => {
    const cache = await serving();
    const goOn = store.hold();
    for (let id = 0; id < 2_000; id++) {
      cache.applyUpdate(traded(`${id}`, id % 2 === 0 ? 'BUY' : 'SELL', '1', '100', { timestamp: T + id }));
      cache.applyUpdate(update({ id: `open${id}` }));
    }
    for (const each of executions(0, 1_000)) cache.applyUpdate(each);
    cache.registerInstruments([{ exchange: 'binance', symbol: 'BTCUSDT', priceIncrement: '0.1' }]);
    goOn();
    await cache.flush();
    expect(mostOperations()).toBeLessThan(MOST_OPERATIONS);
    const again = await restarted();
    expect([again.ordersCount(), again.position('BTCUSDT')?.signedAmount]).toEqual([4_001, '1000']);
  });

  it.each(['continuous', 'interval'] as const)(
    'to be settled is settled step by step, all of it in one tick (%s)',
    async (durability) => {
      const cache = await serving({ durability });
      for (let id = 0; id < 1_000; id++)
        for (const symbol of ['BTCUSDT', 'ETHUSDT'])
          cache.applyUpdate(traded(`${symbol}${id}`, 'BUY', '1', '100', { symbol, timestamp: T + id }));
      for (const each of executions(0, 500)) cache.applyUpdate(each);
      await cache.flush();
      store.batches.length = 0;
      now += HOUR;
      await cache.tick();
      await cache.flush();
      expect(mostOperations()).toBeLessThan(MOST_OPERATIONS);
      expect(appended()).toBe(2_500);
      expect(await cache.verify()).toMatchObject({ ok: true, checked: { historyEntries: 2_500 } });
      expect(cache.position('BTCUSDT')?.signedAmount).toBe('1500');
      const again = await restarted();
      expect(await again.verify()).toMatchObject({ ok: true, checked: { historyEntries: 2_500 } });
      expect(again.position('BTCUSDT')?.signedAmount).toBe('1500');
      expect(await again.fills({ symbol: 'ETHUSDT' })).toHaveLength(1_000);
    },
  );
});

describe('settling under `interval`', () => {
  it('is part of a sync: between two of them nothing is written', async () => {
    const cache = await serving({ durability: 'interval', syncInterval: 60, expireTime: 10 });
    cache.applyUpdate(traded('7', 'BUY', '1', '100'));
    await cache.flush();
    now += 59 * SECOND;
    store.batches.length = 0;
    await cache.tick();
    await new Promise((resolve) => setImmediate(resolve));
    expect(appended()).toBe(0);
    now += SECOND;
    await cache.tick();
    await cache.flush();
    now += 60 * SECOND;
    await cache.tick();
    expect(appended()).toBe(1);
    expect((await cache.verify()).ok).toBe(true);
  });

  it('lets old fills leave the history too', async () => {
    const options = { durability: 'interval', fillRetention: 7_200 } as const;
    const cache = await serving(options);
    for (const each of executions(0, 450)) cache.applyUpdate(each);
    await cache.flush();
    for (let hours = 0; hours < 4; hours++) {
      now += HOUR;
      await cache.tick();
    }
    expect(await cache.verify()).toMatchObject({ ok: true, checked: { historyEntries: 1 } });
    const again = await restarted(options);
    expect(await again.verify()).toMatchObject({ ok: true, checked: { historyEntries: 1 } });
    expect(again.position('BTCUSDT')?.signedAmount).toBe('450');
  });
});

/** Settles some fills, goes back to before them, and lets the cache find out. */
async function rolledBack(beforeHealing: (cache: CacheService) => Promise<unknown>): Promise<CacheService> {
  const cache = await serving();
  for (const each of executions(0, 150)) cache.applyUpdate(each);
  await cache.flush();
  now += HOUR;
  await cache.tick();
  await cache.flush();
  const rollBack = store.snapshot();
  for (const each of executions(150, 400)) cache.applyUpdate(each);
  cache.applyUpdate(traded('gone', 'SELL', '7', '101', { timestamp: T + 500 }));
  cache.applyUpdate(traded('eth', 'BUY', '3', '101', { symbol: 'ETHUSDT', timestamp: T + 500 }));
  await cache.flush();
  now += HOUR;
  await cache.tick();
  await cache.flush();
  expect((await cache.verify()).checked.historyEntries).toBe(402);
  await beforeHealing(cache);
  rollBack();
  cache.applyUpdate(update({ id: 'new' }));
  await cache.flush();
  return cache;
}

async function expectWhole(cache: CacheService, entries: number): Promise<void> {
  expect(await cache.verify()).toEqual({
    ok: true,
    checked: { orders: expect.any(Number), positions: 2, historyEntries: entries },
    faults: [],
  });
  expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '393', realizedPnl: '7' });
  expect(cache.position('ETHUSDT')).toMatchObject({ signedAmount: '3', entryPrice: '101' });
  expect(await cache.getOrder('gone')).toMatchObject({ status: 'FILLED' });
}

describe('a store that is rolled back to an older snapshot', () => {
  it('is made what memory is, and an opening entry says that entries of the fill history are missing', async () => {
    const cache = await rolledBack(() => Promise.resolve());
    // 150 that the snapshot had, and an opening entry of each leg.
    await expectWhole(cache, 152);
    const again = await restarted();
    expect(again.mended).toEqual([]);
    await expectWhole(again, 152);
    expect(await again.fills({ symbol: 'ETHUSDT' })).toEqual([]);
    again.applyUpdate(traded('eth', 'BUY', '3', '101', { symbol: 'ETHUSDT', timestamp: T + 500 }));
    for (const each of executions(390, 400)) again.applyUpdate(each);
    await expectWhole(again, 152);
    now += HOUR;
    again.applyUpdate(traded('more', 'BUY', '1', '101', { symbol: 'ETHUSDT', timestamp: T + 600 }));
    await again.flush();
    now += HOUR;
    await again.tick();
    expect(await again.verify()).toMatchObject({ ok: true, checked: { historyEntries: 153 } });
  });

  it('from before old entries of the fill history were dropped has them again, until they are dropped anew', async () => {
    const cache = await serving({ fillRetention: 7_200 });
    for (const each of executions(0, 150)) cache.applyUpdate(each);
    await cache.flush();
    now += HOUR;
    await cache.tick();
    const rollBack = store.snapshot();
    now += 3 * HOUR;
    await cache.tick();
    expect((await cache.verify()).checked.historyEntries).toBe(1);
    rollBack();
    cache.applyUpdate(update({ id: 'new' }));
    await cache.flush();
    expect(await cache.verify()).toMatchObject({ ok: true, checked: { historyEntries: 150 } });
    now += HOUR;
    await cache.tick();
    expect(await cache.verify()).toMatchObject({ ok: true, checked: { historyEntries: 1 } });
    expect(store.fillEntriesKept()).toBe(1);
  });

  it('is not given what was being settled when it went back', async () => {
    const cache = await rolledBack(async (serving) => {
      for (const each of executions(0, 120, 'more')) serving.applyUpdate({ ...each, timestamp: T + 600 });
      await serving.flush();
      now += HOUR;
      // The step that is on its way is never confirmed.
      store.fail('away');
      const sent = store.nextBatch();
      void serving.tick().catch(() => undefined);
      expect((await sent).operations.filter(({ op }) => op === 'append')).toHaveLength(100);
    });
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('513');
    expect(await cache.verify()).toMatchObject({ ok: true, faults: [] });
    const again = await restarted();
    expect(again.mended).toEqual([]);
    expect(again.position('BTCUSDT')?.signedAmount).toBe('513');
    expect(await again.verify()).toMatchObject({ ok: true, faults: [] });
    // Nothing is there beyond what the bases count.
    const { historyEntries } = (await again.verify()).checked;
    expect(store.fillEntriesKept()).toBe(historyEntries);
  });
});

function mostOperations(): number {
  return Math.max(...store.batches.map(({ operations }) => operations.length));
}

/** How many entries of the fill history were appended. */
function appended(): number {
  return store.batches.flatMap(({ operations }) => operations).filter(({ op }) => op === 'append').length;
}
