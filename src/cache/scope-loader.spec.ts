import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import type { OrderRecord } from '../orders/order-record.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { sealRecord } from '../stores/record-seal.js';
import type { ScopeStore, StoredRecord } from '../stores/state-store.js';
import { DamagedScopeError } from './cache.errors.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';
import { processHolder } from './process-holder.js';
import { resolveOptions } from './resolve-options.js';
import { loadScope } from './scope-loader.js';
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

function cacheOn(store: FaultStore, now: () => number = () => NOW): CacheService {
  const manager = new CacheManager(resolveOptions({ store, now }));
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

/** What comes into memory of a store whose records come as `arrange` says. */
async function loadedFrom(
  store: FaultStore,
  arrange: (records: readonly StoredRecord[]) => readonly StoredRecord[] = (records) => records,
) {
  const scope = await store.acquire(SCOPE, processHolder(null));
  const records: StoredRecord[] = [];
  for await (const slice of scope.load()) records.push(...slice);
  const arranged: Pick<ScopeStore, 'load' | 'sums' | 'checksums'> = {
    async *load() {
      yield arrange(records);
    },
    sums: () => scope.sums(),
    checksums: (type) => scope.checksums(type),
  };
  const tables = new ScopeTables({ now: () => NOW, marketDataTimeToLive: 3_600_000 });
  const loaded = await loadScope(arranged as ScopeStore, tables);
  await scope.release();
  const state = {
    orders: [...tables.orders.index.entries()].map(({ record }) => record).toSorted(byId),
    tombstones: tables.orders.tombstoneCount,
    positions: [...tables.positions.all()]
      .map(({ key, ledger, base }) => ({ key, state: ledger.state, base: base?.record }))
      .toSorted((one, other) => one.key.localeCompare(other.key)),
    adjustments: [...tables.positions.adjustments.values()],
    adoptions: new Map([...tables.positions.adoptions.all()].map(({ key, record }) => [key, record])),
    faults: [...tables.orders.index.faults(), ...tables.positions.faults()],
    marketData: tables.marketData.plain('BTCUSDT'),
    parameters: tables.parameters.get('a')?.value,
  };
  return { types: new Set(records.map(({ type }) => type)), tables, loaded, state };
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

/** An order of so many executions, each of 1 at 100. */
function executions(id: string, count: number): OrderUpdate[] {
  return Array.from({ length: count }, (_, at) =>
    fill(`${at + 1}`, '1', '100', { id, amount: `${count}`, timestamp: T + at, tradeId: `${at}` }),
  );
}

describe('records that come in any order, and several times', () => {
  it('are the same scope', async () => {
    const commits: Operation[][] = [];
    let now = NOW;
    const first = new FaultStore();
    const cache = cacheOn(first, () => now);
    await cache.start();
    for (const each of executions('many', 100)) cache.applyUpdate(each);
    cache.applyUpdate(traded('old', 'BUY', '1', '90'));
    await cache.flush();
    now += 3_600_000;
    await cache.tick();
    cache.applyUpdate(update({ id: 'ended', status: 'CANCELED' }));
    // It goes to rest.
    cache.applyUpdate(
      fill('3', '3', '100', { id: 'filled', average: '100', status: 'FILLED', tradeId: 'a' }),
    );
    cache.applyUpdate(fill('3', '3', '100', { fee: '0.1', feeCurrency: 'USDT' }));
    cache.applyTrade({
      exchange: 'binance', symbol: 'BTCUSDT', orderId: '9', tradeId: 't', side: 'BUY', quantity: '1', price: '50',
    }); // prettier-ignore
    cache.applyAdjustment({
      exchange: 'binance', symbol: 'BTCUSDT', id: 'f', kind: 'FUNDING', amount: '1', currency: 'USDT',
    }); // prettier-ignore
    const positions = [{ symbol: 'ETHUSDT', signedAmount: '1', entryPrice: '100' }];
    cache.reconcilePositions({ exchange: 'okx', complete: true, positions }, { adopt: true });
    cache.setMarketData('BTCUSDT', 1);
    cache.setParameter('a', 1);
    await cache.flush();
    for (const { operations } of first.batches) commits.push([...operations]);
    const store = await storeOf(...commits);
    const once = await loadedFrom(store);
    const thrice = await loadedFrom(store, (records) => [...records.toReversed(), ...records, ...records]);
    expect(once.types).toEqual(
      new Set<CacheKey>([
        CacheKey.ORDER, CacheKey.TOMBSTONE, CacheKey.EXECUTIONS, CacheKey.BASE, CacheKey.ADJUSTMENT, CacheKey.ADOPTION,
        CacheKey.MARKET_DATA, CacheKey.PARAMETER,
      ]), // prettier-ignore
    );
    expect(thrice.loaded).toEqual({ damaged: [], missing: [], found: new Map(), faults: [] });
    expect(thrice.state).toEqual(once.state);
    expect([thrice.state.orders.length, thrice.state.tombstones, thrice.state.faults]).toEqual([6, 1, []]);
    expect(thrice.tables.changes.size).toBe(0);
  });
});

describe('a crash', () => {
  it('after any commit leaves a state that adds up, and that the same messages complete', async () => {
    let now = NOW;
    const life: readonly ((cache: CacheService) => unknown)[] = [
      (cache) => cache.applyUpdate(update({ clientOrderId: 'mine' })),
      (cache) => cache.applyTrade(trade('t1', '1', { clientOrderId: 'late' })),
      (cache) => cache.applyUpdate(fill('3', '3', '101', { clientOrderId: 'mine', timestamp: T + 1 })),
      (cache) => cache.applyTrade(trade('t1', '1', { orderId: '8' })),
      (cache) => cache.applyUpdate(fill('2', '1', '102', { id: '8', clientOrderId: 'late', tradeId: 't2' })),
      (cache) => executions('many', 70).forEach((each) => cache.applyUpdate(each)),
      (cache) => cache.applyUpdate(traded('9', 'SELL', '2', '110', { timestamp: T + 200 })),
    ];
    const store = new FaultStore();
    const cache = cacheOn(store, () => now);
    await cache.start();
    for (const step of life) {
      step(cache);
      await cache.flush();
    }
    const right = positionOf(cache);
    // What is settled meanwhile changes nothing.
    now += 3_600_000;
    await cache.tick();
    await cache.flush();
    expect(positionOf(cache)).toEqual(right);
    const commits = store.batches.map(({ operations }) => operations);
    expect(commits.length).toBeGreaterThan(life.length + 1);
    for (let count = 0; count <= commits.length; count++) {
      const again = await serving(await storeOf(...commits.slice(0, count)));
      expect(again.checkIntegrity().faults).toEqual([]);
      for (const step of life) step(again);
      expect(positionOf(again)).toEqual(right);
      expect(again.checkIntegrity().faults).toEqual([]);
      await again.close();
    }
  });
});

function trade(tradeId: string, quantity: string, names: { orderId?: string; clientOrderId?: string }) {
  const market = { exchange: 'binance', symbol: 'BTCUSDT', side: 'BUY', price: '102', timestamp: T } as const;
  return { ...market, tradeId, quantity, ...names };
}

function positionOf(cache: CacheService) {
  const { signedAmount, entryPrice, realizedPnl, fees } = cache.position('BTCUSDT') ?? {};
  return { signedAmount, entryPrice, realizedPnl, fees };
}

describe('damaged records', () => {
  const DAMAGES: readonly [string, (operations: Operation[]) => Operation[], string][] = [
    [
      'an order that does not match its checksum',
      (operations) =>
        operations.map((operation) =>
          operation.op === 'put' && operation.type === CacheKey.ORDER
            ? { ...operation, value: operation.value.replace('"40"', '"41"') }
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
      'an order without one of its runs of executions',
      (operations) => without(CacheKey.EXECUTIONS, operations),
      'run 1 of the executions of order binance BTCUSDT 7 is missing',
    ],
  ];

  it.each(DAMAGES)('%s keep the scope from serving, and are named', async (_, damage, fault) => {
    const [filled] = await written((cache) => executions('7', 40).forEach((each) => cache.applyUpdate(each)));
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
