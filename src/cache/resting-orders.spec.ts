import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fill, T } from '../../test/support/updates.js';
import { FaultStore } from '../../test/support/fault-store.js';
import type { OrderUpdate } from '../orders/order.js';
import type { OrderEntry } from '../orders/order-entry.js';
import type { ScopeStore } from '../stores/state-store.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';
import { processHolder } from './process-holder.js';
import { resolveOptions } from './resolve-options.js';
import { loadScope } from './scope-loader.js';
import { ScopeTables } from './scope-tables.js';

const NOW = 1_800_000_000_000;

let managers: CacheManager[];

beforeEach(() => {
  managers = [];
});

afterEach(async () => {
  for (const manager of managers) await manager.closeAll();
});

async function serving(store: FaultStore): Promise<CacheService> {
  const manager = new CacheManager(resolveOptions({ store, now: () => NOW }));
  managers.push(manager);
  const cache = manager.cache();
  await cache.start();
  return cache;
}

/** An order that two fills fill, each told with the average. */
function filled(id: string, fields: Partial<OrderUpdate> = {}): OrderUpdate[] {
  const at = T + Number(id) * 10;
  const of = { id, clientOrderId: `c${id}`, amount: '3', fee: '0.1', feeCurrency: 'USDT', ...fields };
  return [
    fill('1', '1', '100', { ...of, tradeId: `${id}1`, average: '100', timestamp: at }),
    fill('3', '2', '106', { ...of, tradeId: `${id}2`, average: '104', status: 'FILLED', timestamp: at + 1 }),
  ];
}

const MESSAGES = [
  ...filled('1'),
  ...filled('2', { side: 'SELL' }),
  // A client id that two orders had: the later one has it.
  ...filled('4', { clientOrderId: 'both' }),
  ...filled('3', { clientOrderId: 'both' }),
  // It is still open: it does not rest.
  fill('1', '1', '100', { id: '5', average: '100', timestamp: T + 50 }),
];

/** What is written, read into tables as it is at load. */
async function loaded(messages: readonly OrderUpdate[]): Promise<ScopeTables> {
  const store = new FaultStore();
  const cache = await serving(store);
  for (const message of messages) cache.applyUpdate(message);
  await cache.flush();
  await managers.pop()?.closeAll();
  const scope: ScopeStore = await store.acquire(
    { strategyId: 'default', userId: 'default' },
    processHolder(null),
  );
  const tables = new ScopeTables({ now: () => NOW, marketDataTimeToLive: 1 });
  expect((await loadScope(scope, tables)).faults).toEqual([]);
  await scope.release();
  return tables;
}

function entry(tables: ScopeTables, id: string): OrderEntry {
  return tables.orders.find('binance', 'BTCUSDT', id, null) as OrderEntry;
}

function atRest(tables: ScopeTables): boolean[] {
  return ['1', '2', '3', '4', '5'].map((id) => tables.orders.index.withId(id)[0]?.isAtRest === true);
}

/** A bust, another price and a trade that no report told of. */
function late(cache: CacheService): void {
  cache.bustTrade({
    exchange: 'binance',
    symbol: 'BTCUSDT',
    orderId: '1',
    tradeId: '12',
    timestamp: T + 99,
  });
  cache.applyUpdate(fill('3', '2', '107', { id: '3', tradeId: '32', timestamp: T + 32 }));
  cache.applyTrade({
    exchange: 'binance',
    symbol: 'BTCUSDT',
    orderId: '2',
    side: 'SELL',
    tradeId: '23',
    quantity: '1',
    price: '99',
    timestamp: T + 15,
  });
}

describe('an order that ended before it was loaded', () => {
  it('stays at rest while it is looked at, listed, folded and checked', async () => {
    const tables = await loaded(MESSAGES);
    const { index } = tables.orders;
    expect([...index.all({ side: 'SELL' })].map(({ view }) => view.cumCost)).toEqual(['312']);
    const [account] = tables.positions.all();
    expect(account?.ledger.state.quantity).toBe(7n * 10n ** 18n);
    expect([...(account?.ledger.folded() ?? [])]).toHaveLength(9);
    expect([...index.faults(), ...tables.positions.faults()]).toEqual([]);
    expect(atRest(tables)).toEqual([true, true, true, true, false]);
  });

  it('wakes when something asks for its record', async () => {
    const tables = await loaded(MESSAGES);
    expect(entry(tables, '1').record).toMatchObject({ status: 'FILLED', filled: '3', average: '104' });
    expect(atRest(tables)).toEqual([false, true, true, true, false]);
    expect([...tables.orders.index.faults(), ...tables.positions.faults()]).toEqual([]);
  });

  it('has its client id after an earlier one, in whatever order a store gives them', async () => {
    const tables = await loaded(MESSAGES);
    expect(tables.orders.index.atClientId('binance', 'BTCUSDT', 'both')?.read().id).toBe('4');
  });

  it('takes what comes late as if nothing had been loaded', async () => {
    const store = new FaultStore();
    const first = await serving(store);
    for (const message of MESSAGES) first.applyUpdate(message);
    await first.flush();
    const messagesOnly = await serving(new FaultStore());
    for (const message of MESSAGES) messagesOnly.applyUpdate(message);
    await managers.shift()?.closeAll();
    const again = await serving(store);
    const all = [again, messagesOnly];
    for (const cache of all) late(cache);
    const [ours, theirs] = await Promise.all(
      all.map(async (cache) => ({
        orders: cache.orders().toSorted((left, right) => String(left.id).localeCompare(String(right.id))),
        position: cache.position('BTCUSDT'),
        fills: await cache.fills({ symbol: 'BTCUSDT' }),
        integrity: cache.checkIntegrity(),
      })),
    );
    expect(ours).toEqual(theirs);
    expect(ours?.integrity.ok).toBe(true);
  });
});
