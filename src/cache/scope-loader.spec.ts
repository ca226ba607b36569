import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { fill, T, update } from '../../test/support/updates.js';
import { orderKey } from '../orders/order-key.js';
import type { OrderRecord } from '../orders/order-record.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { sealRecord } from '../stores/record-seal.js';
import type { StoredRecord } from '../stores/state-store.js';
import { DamagedScopeError } from './cache.errors.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';
import { processHolder } from './process-holder.js';
import { resolveOptions } from './resolve-options.js';
import { loadRecords } from './scope-loader.js';
import { ScopeTables } from './scope-tables.js';

const SCOPE = { strategyId: 'default', userId: 'default' };
const NOW = 1_800_000_000_000;

let managers: CacheManager[];

beforeEach(() => {
  managers = [];
});

afterEach(async () => {
  for (const manager of managers) await manager.closeAll();
});

function cacheOn(store: FaultStore): CacheService {
  const manager = new CacheManager(resolveOptions({ store, now: () => NOW }));
  managers.push(manager);
  return manager.cache();
}

async function serving(store: FaultStore): Promise<CacheService> {
  const cache = cacheOn(store);
  await cache.start();
  return cache;
}

/** What a cache writes while it does something, commit by commit. */
async function written(...steps: readonly ((cache: CacheService) => void)[]): Promise<Operation[][]> {
  const store = new FaultStore();
  const cache = await serving(store);
  for (const step of steps) {
    step(cache);
    await cache.flush();
  }
  return store.batches.map(({ operations }) => [...operations]);
}

/** A store that another process has left with these commits. */
async function storeOf(...commits: readonly (readonly Operation[])[]): Promise<FaultStore> {
  const store = new FaultStore();
  const scope = await store.acquire(SCOPE, processHolder(null));
  for (const [at, operations] of commits.entries())
    await scope.commit({ epoch: scope.epoch, sequence: at + 1, operations });
  await scope.release();
  return store;
}

async function recordsOf(store: FaultStore): Promise<StoredRecord[]> {
  const scope = await store.acquire(SCOPE, processHolder(null));
  const records: StoredRecord[] = [];
  for await (const slice of scope.load()) records.push(...slice);
  await scope.release();
  return records;
}

/** What these records are in memory. */
function tablesOf(records: readonly StoredRecord[]) {
  const tables = new ScopeTables({ now: () => NOW, marketDataTimeToLive: 3_600_000 });
  const loaded = loadRecords(records, tables);
  const state = {
    orders: [...tables.orders.index.entries()].map(({ record }) => record).toSorted(byId),
    positions: [...tables.positions.all()].map(({ record }) => record),
    watermarks: [...tables.positions.watermarks.values()].toSorted((a, b) => Number(b.quantity - a.quantity)),
    sizes: [
      tables.orders.size,
      tables.positions.size,
      tables.orders.index.faults(),
      tables.positions.faults(),
    ],
    marketData: tables.marketData.plain('BTCUSDT'),
    parameters: tables.parameters.get('a')?.value,
  };
  return { tables, loaded, state };
}

function byId(one: OrderRecord, other: OrderRecord): number {
  return String(one.id).localeCompare(String(other.id));
}

function without(type: CacheKey, operations: readonly Operation[] = []): Operation[] {
  return operations.filter((operation) => !('type' in operation) || operation.type !== type);
}

describe('what was committed is there again', () => {
  it('orders, positions, instruments, market data, idempotency keys', async () => {
    const commits = await written(
      (cache) => cache.applyUpdate(fill('3', '3', '100', { contractSize: '0.1', clientOrderId: 'mine' })),
      (cache) => cache.setMarketData('BTCUSDT', { any: ['thing'] }),
      (cache) => cache.setMarket('markPrice', 'BTCUSDT', { price: '110', timestamp: 1 }),
      (cache) =>
        cache.orderInitialized(
          { exchange: 'x', symbol: 'A', id: '1', side: 'SELL', type: 'LIMIT', amount: '1' },
          { idempotencyKey: 'key' },
        ),
    );
    const cache = await serving(await storeOf(...commits));
    expect(cache.order('mine')).toMatchObject({ id: '7', filled: '3', average: '100' });
    expect(await cache.getOpenOrders()).toEqual(new Set(['7', '1']));
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '3', unrealizedPnl: '3' });
    expect(cache.marketData('BTCUSDT')?.value).toEqual({ any: ['thing'] });
    expect(cache.market('markPrice', 'BTCUSDT')?.value).toMatchObject({ price: '110' });
    const again = { exchange: 'x', symbol: 'A', id: '2', side: 'SELL', type: 'LIMIT', amount: '1' } as const;
    expect(cache.orderInitialized(again, { idempotencyKey: 'key' })).toMatchObject({
      created: false,
      order: { id: '1' },
    });
    cache.applyUpdate(fill('4', '1', '100', { clientOrderId: 'mine' }));
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '4', unrealizedPnl: '4' });
  });

  it('and is not written again', async () => {
    const store = await storeOf(...(await written((cache) => cache.applyUpdate(fill('3', '3', '100')))));
    const sent = store.batches.length;
    const cache = await serving(store);
    expect(await cache.flush()).toMatchObject({ sequence: 1 });
    expect(store.batches).toHaveLength(sent);
  });
});

describe('records that come in any order, and several times', () => {
  it('are the same scope', async () => {
    const store = await storeOf(
      ...(await written(
        (cache) => cache.applyUpdate(update({ id: 'old', status: 'CANCELED' })),
        (cache) => cache.applyUpdate(fill('3', '3', '100', { fee: '0.1', feeCurrency: 'USDT' })),
        (cache) =>
          cache.applyTrade({
            exchange: 'binance', symbol: 'BTCUSDT', orderId: '9', tradeId: 't', side: 'BUY', quantity: '1', price: '50',
          }), // prettier-ignore
        (cache) => cache.setMarketData('BTCUSDT', 1),
        (cache) => cache.setParameter('a', 1),
      )),
    );
    const records = await recordsOf(store);
    const [once, thrice] = [tablesOf(records), tablesOf([...records.toReversed(), ...records, ...records])];
    expect(thrice.loaded).toMatchObject({
      damaged: [],
      faults: [],
      tradeOnly: new Map([[expect.any(String), NOW]]),
    });
    expect(thrice.state).toEqual(once.state);
    expect(thrice.state.orders).toHaveLength(2);
    expect(
      thrice.tables.orders.withKey(
        orderKey({ exchange: 'binance', symbol: 'BTCUSDT', id: '7', clientOrderId: null }),
      )?.follows,
    ).toBe(thrice.tables.positions.ofSymbol('BTCUSDT')[0]?.unit);
    expect(thrice.tables.changes.size).toBe(0);
  });
});

describe('an order behind its watermark', () => {
  it('is brought up to it, and the repair is written', async () => {
    const [accepted, filled] = await written(
      (cache) => cache.applyUpdate(update()),
      (cache) => cache.applyUpdate(fill('3', '3', '101', { fee: '0.2', feeCurrency: 'USDT' })),
    );
    const store = await storeOf(accepted ?? [], without(CacheKey.ORDER, filled));
    const cache = await serving(store);
    const repaired = { status: 'PARTIALLY_FILLED', filled: '3', average: '101', cumFees: { USDT: '0.2' } };
    expect(cache.order('7')).toMatchObject(repaired);
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '3', entryPrice: '101' });
    cache.applyUpdate(fill('3', '3', '101', { fee: '0.2', feeCurrency: 'USDT' }));
    cache.applyUpdate(fill('5', '2', '111'));
    expect(cache.position('BTCUSDT')).toMatchObject({
      signedAmount: '5',
      entryPrice: '105',
      fees: { USDT: '0.2' },
    });
    await cache.close();
    expect((await serving(store)).order('7')).toMatchObject({ filled: '5', average: '105' });
  });

  it('is saved as repaired though nothing else changes', async () => {
    const [accepted, filled] = await written(
      (cache) => cache.applyUpdate(update()),
      (cache) => cache.applyUpdate(fill('3', '3', '101')),
    );
    const store = await storeOf(accepted ?? [], without(CacheKey.ORDER, filled));
    await (await serving(store)).flush();
    const [repair] = store.batches.slice(-1);
    expect(repair).toMatchObject({ sequence: 3, operations: [{ op: 'put', type: CacheKey.ORDER }] });
    expect((await serving(await storeOf(accepted ?? [], repair?.operations ?? []))).order('7')).toMatchObject(
      {
        status: 'PARTIALLY_FILLED',
        filled: '3',
      },
    );
  });

  it('that the store never had does not count its fills twice when it is heard of', async () => {
    const [filled] = await written((cache) => cache.applyUpdate(fill('3', '3', '100')));
    const cache = await serving(await storeOf(without(CacheKey.ORDER, filled)));
    expect([cache.ordersCount(), cache.position('BTCUSDT')?.signedAmount]).toEqual([0, '3']);
    cache.applyUpdate(fill('3', '3', '100'));
    expect([cache.ordersCount(), cache.position('BTCUSDT')?.signedAmount]).toEqual([1, '3']);
  });

  it('that the store never had is put together anew from what comes again, and no fee is taken back meanwhile', async () => {
    const paid = { feeCurrency: 'USDT', clientOrderId: 'mine' };
    const life = [
      update({ clientOrderId: 'mine' }),
      fill('1', '1', '100', { ...paid, fee: '0.1', timestamp: T + 1 }),
      fill('3', '2', '101', { ...paid, fee: '0.2', timestamp: T + 2 }),
      fill('10', '7', '102', { ...paid, fee: '0.7', timestamp: T + 3, status: 'FILLED' }),
    ];
    const committed = await written((cache) => life.slice(0, 3).forEach((each) => cache.applyUpdate(each)));
    for (const from of [0, 1, 2, 3]) {
      const cache = await serving(
        await storeOf(...committed.map((operations) => without(CacheKey.ORDER, operations))),
      );
      const counted: unknown[] = [];
      for (const each of life.slice(from)) {
        cache.applyUpdate(each);
        const { signedAmount, fees } = cache.position('BTCUSDT') ?? {};
        counted.push([
          signedAmount,
          fees?.['USDT'],
          cache.order('7')?.filled,
          cache.order('7')?.cumFees['USDT'],
        ]);
      }
      const before = ['3', '0.3', '3', '0.3'];
      expect(counted).toEqual([...Array.from({ length: 3 - from }, () => before), ['10', '1', '10', '1']]);
      expect(cache.order('mine')?.status).toBe('FILLED');
      expect(cache.checkIntegrity().faults).toEqual([]);
    }
  });

  it('an order ahead of its watermark moves the position when it is heard of next', async () => {
    const [accepted, ahead] = await written(
      (cache) => cache.applyUpdate(update()),
      (cache) => cache.orderStatusUpdate(fill('3', '3', '100')),
    );
    const cache = await serving(await storeOf(accepted ?? [], ahead ?? []));
    expect(cache.position('BTCUSDT')).toBeNull();
    cache.applyUpdate(fill('3', '3', '100'));
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
  });
});

describe('damaged records', () => {
  const DAMAGES: readonly [string, (operations: Operation[]) => Operation[], string][] = [
    [
      'an order that does not match its checksum',
      (operations) =>
        operations.map((operation) =>
          operation.op === 'put' && operation.type === CacheKey.ORDER
            ? { ...operation, value: operation.value.replace('"3"', '"4"') }
            : operation,
        ),
      'its checksum does not match',
    ],
    [
      'a record of a later version',
      (operations) =>
        operations.map((operation) =>
          operation.op === 'put' ? { ...operation, value: operation.value.replace(/^1:/, '2:') } : operation,
        ),
      'its version is "2", not 1',
    ],
    [
      'a position without its watermark',
      (operations) => without(CacheKey.WATERMARK, operations),
      'position binance BTCUSDT NET is 3, its orders add up to 0',
    ],
    [
      'a watermark without its position',
      (operations) => without(CacheKey.POSITION, operations),
      'position binance BTCUSDT NET is 0, its orders add up to 3',
    ],
  ];

  it.each(DAMAGES)('%s keep the scope from serving, and are named', async (_, damage, fault) => {
    const [filled] = await written((cache) => cache.applyUpdate(fill('3', '3', '100')));
    const cache = cacheOn(await storeOf(damage(filled ?? [])));
    const error = await cache.start().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DamagedScopeError);
    expect(String(error)).toContain(fault);
    expect(cache.status().state).toBe('damaged');
    expect(() => cache.orders()).toThrow(DamagedScopeError);
    await expect(cache.start()).rejects.toBe(error);
  });

  it('are all listed, the message of many cut short', async () => {
    const operations = Array.from({ length: 12 }, (_, at): Operation => {
      const key = `k${at}`;
      const value = sealRecord(CacheKey.ORDER, 'another key', '{}');
      return { op: 'put', type: CacheKey.ORDER, key, value };
    });
    const cache = cacheOn(await storeOf(operations));
    const error = (await cache.start().catch((reason: unknown) => reason)) as DamagedScopeError;
    expect(error.faults).toHaveLength(12);
    expect(error.message).toContain('Record order "k9" is damaged');
    expect(error.message).toContain('; and 2 more. Restore the store from a backup');
    expect(error.message).not.toContain('"k10"');
  });

  it('keep the scope held until it is closed, so that nobody else serves it', async () => {
    const store = await storeOf([{ op: 'put', type: CacheKey.ORDER, key: 'k', value: 'nonsense' }]);
    const cache = cacheOn(store);
    await expect(cache.start()).rejects.toThrow(DamagedScopeError);
    await expect(cacheOn(store).start()).rejects.toMatchObject({ code: 'SCOPE_HELD' });
    await cache.close();
    await expect(cacheOn(store).start()).rejects.toThrow(DamagedScopeError);
  });

  it('that were restored let the scope be closed and started', async () => {
    const store = await storeOf([{ op: 'put', type: CacheKey.ORDER, key: 'k', value: 'nonsense' }]);
    const cache = cacheOn(store);
    await expect(cache.start()).rejects.toThrow('it is not a sealed record');
    await cache.close();
    const scope = await store.acquire(SCOPE, processHolder(null));
    const operations: Operation[] = [{ op: 'delete', type: CacheKey.ORDER, key: 'k' }];
    await scope.commit({ epoch: scope.epoch, sequence: scope.sequence + 1, operations });
    await scope.release();
    await cache.start();
    expect(cache.ordersCount()).toBe(0);
  });
});
