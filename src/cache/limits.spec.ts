import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { TestManagers } from '../../test/support/test-managers.js';
import { until } from '../../test/support/until.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import { TradingCacheHealthIndicator } from '../health/trading-cache.health-indicator.js';
import { LimitReachedError } from '../state/limits.errors.js';
import type { InstrumentDefinition, OrderUpdate } from '../index.js';
import type { CacheService } from './cache.service.js';

const FULL = { outcome: 'rejected', code: 'LIMIT_REACHED', reason: expect.stringContaining('maxOrders') };
const PLACE = { exchange: 'binance', symbol: 'BTCUSDT' };
const TRADE = { ...PLACE, side: 'BUY', quantity: '1', price: '100' } as const;
const NEW = { ...PLACE, side: 'BUY', type: 'LIMIT', amount: '1', price: '100' } as const;
const HOUR_S = 3_600;

let now: number;
let store: FaultStore;
let managers: TestManagers;

beforeEach(() => {
  now = T;
  store = new FaultStore();
  managers = new TestManagers(() => ({
    store,
    now: () => now,
    closeTimeout: 1,
    maxOrders: 2,
    maxRecords: 2,
  }));
});

afterEach(async () => {
  store.isAway = false;
  await managers.closeAll();
});

/** A scope with as many orders as it may have: 1 and 2, of which 2 has a client id. */
async function full(): Promise<CacheService> {
  const cache = (await managers.opened()).cache();
  cache.applyUpdate(update({ id: '1' }));
  cache.applyUpdate(update({ id: '2', clientOrderId: 'mine' }));
  await cache.flush();
  return cache;
}

/** All that can be asked for, and whether anything waits to be written. */
function stateOf(cache: CacheService): unknown {
  const { orders, dirty, sequence } = cache.status();
  return [
    cache.orders(),
    cache.positions(),
    cache.instrument('binance', 'BTCUSDT'),
    cache.balances(),
    cache.parameterKeys(),
    [orders, dirty, sequence],
  ];
}

function open(...ids: string[]): OrderUpdate[] {
  return ids.map((id) => update({ id }));
}

function list(...symbols: string[]): InstrumentDefinition[] {
  return symbols.map((symbol) => ({ exchange: 'binance', symbol }));
}

describe('a scope that holds as many orders as it may', () => {
  const NEWS: readonly (readonly [string, (cache: CacheService) => unknown])[] = [
    ['a report', (cache) => cache.applyUpdate(fill('1', '1', '100', { id: '3', contractSize: '5' }))],
    ['a report by the other call', (cache) => cache.orderStatusUpdate(update({ id: '3' }))],
    ['a report under a client id', (cache) => cache.applyUpdate(update({ id: null, clientOrderId: 'new' }))],
    ['a trade', (cache) => cache.applyTrade({ ...TRADE, orderId: '3', tradeId: 't' })],
    ['a bust', (cache) => cache.bustTrade({ ...PLACE, orderId: '3', tradeId: 't' })],
  ];

  it.each(NEWS)('refuses %s of one that is new, and nothing changes', async (_, tell) => {
    const cache = await full();
    const before = stateOf(cache);
    expect(tell(cache)).toMatchObject(FULL);
    expect(stateOf(cache)).toEqual(before);
  });

  it('refuses an order that is created here, by an error', async () => {
    const cache = await full();
    const before = stateOf(cache);
    const order = { ...NEW, id: '3' };
    expect(() => cache.orderInitialized(order)).toThrow(LimitReachedError);
    expect(() => cache.orderInitialized(order)).toThrow(expect.objectContaining({ code: 'LIMIT_REACHED' }));
    expect(stateOf(cache)).toEqual(before);
    expect(cache.orderInitialized({ ...order, id: '1' }).created).toBe(false);
  });

  it('refuses further idempotency keys, which lead where they led', async () => {
    const cache = await full();
    const order = { ...NEW, id: '1' };
    for (const idempotencyKey of ['a', 'b', 'a']) cache.orderInitialized(order, { idempotencyKey });
    expect(() => cache.orderInitialized(order, { idempotencyKey: 'c' })).toThrow('idempotency keys');
    const again = cache.orderInitialized({ ...order, id: '9' }, { idempotencyKey: 'b' });
    expect([again.created, again.order.id]).toEqual([false, '1']);
  });

  it('takes over all of a snapshot or nothing', async () => {
    const cache = await full();
    const before = stateOf(cache);
    const positions = [{ symbol: 'BTCUSDT', signedAmount: '7', entryPrice: '100' }];
    const snapshot = { exchange: 'binance', complete: true, positions, openOrders: open('1', '2', '3') };
    expect(() => cache.reconcile(snapshot, { adopt: true })).toThrow(LimitReachedError);
    expect(stateOf(cache)).toEqual(before);
    expect(cache.reconcile(snapshot).orders).toMatchObject([{ kind: 'unknown', orderId: '3' }]);
    cache.reconcile({ ...snapshot, openOrders: open('1', '2') }, { adopt: true });
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('7');
  });

  const KNOWN: readonly (readonly [string, (cache: CacheService) => { readonly outcome: string }])[] = [
    ['a fill', (cache) => cache.applyUpdate(fill('1', '1', '100', { id: '1' }))],
    ['its end', (cache) => cache.applyUpdate(traded('1', 'BUY', '10', '100'))],
    ['a trade', (cache) => cache.applyTrade({ ...TRADE, orderId: '1', tradeId: 't' })],
    ['a trade by its client id', (cache) => cache.applyTrade({ ...TRADE, clientOrderId: 'mine', tradeId: 't' })],
    ['a bust', (cache) => cache.bustTrade({ ...PLACE, orderId: '1', tradeId: 't' })],
    ['that it has another id', (cache) => cache.applyUpdate(update({ id: '8', formerId: '1', timestamp: T + 1 }))],
    ['another client id', (cache) => cache.applyUpdate(update({ id: '1', clientOrderId: 'x', timestamp: T + 1 }))],
  ]; // prettier-ignore

  it.each(KNOWN)('takes %s of one that it knows', async (_, tell) => {
    const cache = await full();
    expect(tell(cache)).toMatchObject({ outcome: 'applied' });
    expect(cache.status()).toMatchObject({ orders: { inMemory: 2 }, refused: 0 });
    expect(cache.checkIntegrity().ok).toBe(true);
  });

  it('tells what is wrong with a report before it tells that there is no room', async () => {
    const cache = await full();
    expect(cache.applyUpdate(update({ id: '3', amount: 'x' }))).toMatchObject({ field: 'amount' });
  });

  it('says so in its status and its health', async () => {
    const cache = await full();
    cache.applyUpdate(update({ id: '3' }));
    expect(cache.status()).toMatchObject({ state: 'serving', full: ['orders'], refused: 1 });
    expect(cache.limits()).toContainEqual({ limit: 'orders', held: 2, most: 2, refused: 1 });
    const health = new TradingCacheHealthIndicator({ find: () => cache } as never);
    expect(health.isHealthy('it', cache.scope)).toMatchObject({
      it: { status: 'degraded', full: ['orders'] },
    });
  });

  it('remembers those that ended: there is room when they are forgotten, and none is lost before', async () => {
    managers = new TestManagers(() => ({ store, now: () => now, maxOrders: 1 }));
    const cache = (await managers.opened()).cache();
    cache.applyUpdate(traded('1', 'BUY', '10', '100'));
    const tick = async (seconds: number): Promise<void> => {
      now += seconds * 1_000;
      for (let times = 0; times < 4; times++) {
        await cache.tick();
        await cache.flush();
      }
    };
    await tick(HOUR_S);
    expect(cache.status().orders.inMemory).toBe(0);
    expect(cache.applyUpdate(update({ id: '2', timestamp: now }))).toMatchObject(FULL);
    expect(cache.applyUpdate(traded('1', 'BUY', '10', '100'))).toMatchObject({ outcome: 'duplicate' });
    await tick(25 * HOUR_S);
    expect(cache.applyUpdate(update({ id: '2', timestamp: now }))).toMatchObject({ outcome: 'applied' });
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('10');
  });
});

describe('what was taken', () => {
  it('is loaded whole, whatever the limits are by then', async () => {
    await full();
    await managers.ended();
    managers = new TestManagers(() => ({ store, now: () => now, maxOrders: 1 }));
    const cache = (await managers.opened()).cache();
    expect(cache.orders().map(({ id }) => id)).toEqual(['1', '2']);
    expect(cache.applyUpdate(fill('1', '1', '100', { id: '2' }))).toMatchObject({ outcome: 'applied' });
    expect(cache.applyUpdate(update({ id: '3' }))).toMatchObject(FULL);
    const openOrders = [update({ id: '1' }), update({ id: '2' })];
    cache.reconcile({ exchange: 'binance', complete: true, openOrders }, { adopt: true });
    expect(cache.orders()).toHaveLength(2);
  });

  it('while the store was away at the start is made again on top of what is stored', async () => {
    await full();
    await managers.ended();
    store.isAway = true;
    const cache = (await managers.opened({ startup: 'degrade' })).cache();
    for (const id of ['3', '4'])
      expect(cache.applyUpdate(update({ id }))).toMatchObject({ outcome: 'applied' });
    cache.setParameter('a', 1);
    expect(cache.applyUpdate(update({ id: '5' }))).toMatchObject(FULL);
    store.isAway = false;
    await until(() => cache.status().store === 'up');
    expect(cache.orders().map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
    expect(cache.applyUpdate(update({ id: '6' }))).toMatchObject(FULL);
  });

  it('together with what is sent again once there is room, is what all would have been without a limit', async () => {
    const messages = ['1', '2', '3', '4', '5'].flatMap((id) => [
      update({ id, timestamp: T + Number(id) }),
      fill('1', '1', `10${id}`, { id, tradeId: `${id}a`, timestamp: T + 10 * Number(id) }),
      fill('3', '2', `20${id}`, { id, tradeId: `${id}b`, timestamp: T + 11 * Number(id) }),
    ]);
    const deliver = async (maxOrders: number, order: readonly number[]): Promise<unknown> => {
      store = new FaultStore();
      const cache = (await managers.opened({ maxOrders })).cache();
      const left = order.map((at) => messages[at] as (typeof messages)[number])
        .filter((message) => cache.applyUpdate(message).outcome === 'rejected'); // prettier-ignore
      expect(left.length > 0).toBe(maxOrders < 5);
      await managers.ended();
      const later = (await managers.opened({ maxOrders: 5 })).cache();
      for (const message of left) expect(later.applyUpdate(message).outcome).not.toBe('rejected');
      const orders = later.orders().toSorted((a, b) => Number(a.id) - Number(b.id));
      return [orders, later.positions(), await later.fills()];
    };
    const indexes = messages.map((_, at) => at);
    const whole = await deliver(5, indexes);
    expect(await deliver(2, indexes)).toEqual(whole);
    expect(await deliver(3, indexes.toReversed())).toEqual(whole);
    expect(
      await deliver(
        1,
        indexes.toSorted((a, b) => ((a * 7) % 15) - ((b * 7) % 15)),
      ),
    ).toEqual(whole);
  });
});

describe('a scope that holds as many of something else as it may', () => {
  const OF: readonly (readonly [string, (cache: CacheService, name: string) => unknown])[] = [
    ['parameters', (cache, name) => cache.setParameter(name, now)],
    ['metadata', (cache, name) => cache.setMetadata(name, now)],
    ['leverages', (cache, name) => cache.setLeverage('binance', name, String(now))],
    ['instruments', (cache, name) => cache.registerInstruments([{ exchange: 'binance', symbol: name, base: 'A' }])],
  ]; // prettier-ignore

  it.each(OF)('refuses further %s, and those that it has can be set', async (limit, set) => {
    const cache = (await managers.opened()).cache();
    for (const name of ['A', 'B']) set(cache, name);
    await cache.flush();
    const before = stateOf(cache);
    expect(() => set(cache, 'C')).toThrow(expect.objectContaining({ code: 'LIMIT_REACHED', limit, most: 2 }));
    expect(stateOf(cache)).toEqual(before);
    expect(cache.status().full).toEqual([limit]);
    now += 1;
    set(cache, 'A');
  });

  it('registers all instruments of a list or none', async () => {
    const cache = (await managers.opened()).cache();
    expect(() => cache.registerInstruments(list('A', 'B', 'C'))).toThrow(LimitReachedError);
    expect(cache.instrument('binance', 'A')).toBeNull();
    cache.registerInstruments(list('A', 'B', 'A'));
    expect(cache.applyUpdate(update({ symbol: 'C', contractSize: '5' }))).toMatchObject({
      outcome: 'applied',
    });
    expect(cache.instrument('binance', 'C')?.contractSize).toBe('5');
  });

  it('refuses further balances, adjustments and their positions as results', async () => {
    managers = new TestManagers(() => ({ store, now: () => now, maxAdjustments: 3, maxRecords: 2 }));
    const cache = (await managers.opened()).cache();
    const balance = (asset: string) =>
      cache.applyBalance({ exchange: 'okx', account: 'a', asset, free: String(now) }).outcome;
    expect(['A', 'B', 'C', 'A'].map(balance)).toEqual(['applied', 'applied', 'rejected', 'duplicate']);
    const funding = (id: string, symbol: string) =>
      cache.applyAdjustment({ exchange: 'okx', symbol, id, kind: 'FUNDING', amount: '1', currency: 'USDT', timestamp: T }); // prettier-ignore
    expect([funding('1', 'A'), funding('2', 'B'), funding('3', 'C')].map(({ outcome }) => outcome)).toEqual([
      'applied', 'applied', 'rejected',
    ]); // prettier-ignore
    expect(funding('3', 'A')).toEqual({ outcome: 'applied' });
    expect(funding('4', 'A')).toMatchObject({ outcome: 'rejected', code: 'LIMIT_REACHED' });
    expect(funding('3', 'A')).toEqual({ outcome: 'duplicate' });
    const positions = [{ symbol: 'D', signedAmount: '1', entryPrice: '1' }];
    expect(() => cache.reconcile({ exchange: 'okx', complete: false, positions }, { adopt: true })).toThrow(
      expect.objectContaining({ limit: 'positions' }),
    );
    expect(cache.applyUpdate(fill('1', '1', '100', { symbol: 'D' }))).toMatchObject({ outcome: 'applied' });
  });

  it('counts what was deleted until the store knows: memory stays bounded while it is away', async () => {
    managers = new TestManagers(() => ({ store, now: () => now, closeTimeout: 1, maxText: 100 }));
    const cache = (await managers.opened()).cache();
    store.isAway = true;
    cache.setParameter('a', 'x'.repeat(50));
    cache.deleteParameter('a');
    expect(() => cache.setParameter('b', 'x'.repeat(50))).toThrow('maxText');
    cache.setParameter('a', 'y'.repeat(60));
    store.isAway = false;
    cache.deleteParameter('a');
    await cache.flush();
    cache.setMetadata('b', 'x'.repeat(50));
    expect(() => cache.setMarketData('c', 'x'.repeat(50))).toThrow('maxText');
    expect(cache.limits()).toContainEqual({ limit: 'text', held: 52, most: 100, refused: 2 });
  });
});
