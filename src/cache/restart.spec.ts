import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';
import { resolveOptions } from './resolve-options.js';

const HOUR = 3_600_000;

let store: FaultStore;
let now: number;
let managers: CacheManager[];

beforeEach(() => {
  now = 1_800_000_000_000;
  store = new FaultStore(() => now);
  managers = [];
});

afterEach(async () => {
  for (const manager of managers) await manager.closeAll();
});

async function opened(): Promise<CacheService> {
  const manager = new CacheManager(resolveOptions({ store, now: () => now }));
  managers.push(manager);
  await manager.startAll();
  return manager.cache();
}

/** The cache of the next process, after this one has closed. */
async function restarted(): Promise<CacheService> {
  const [manager] = managers.splice(-1) as [CacheManager];
  expect(await manager.closeAll()).toEqual([]);
  return opened();
}

const FUNDING = {
  exchange: 'binance', symbol: 'BTCUSDT', id: 'f', kind: 'FUNDING', amount: '-1', currency: 'USDT',
} as const; // prettier-ignore
const TRADE = {
  exchange: 'binance', symbol: 'ETHUSDT', orderId: '9', tradeId: 't', side: 'BUY', quantity: '1', price: '50',
} as const; // prettier-ignore

describe('after a restart', () => {
  it('positions of every kind and leg are as they were', async () => {
    const cache = await opened();
    cache.registerInstruments([
      {
        exchange: 'binance',
        symbol: 'BTCUSD',
        kind: 'inverse',
        contractSize: '100',
        base: 'BTC',
        quote: 'USD',
      },
      { exchange: 'binance', symbol: 'SPOT', kind: 'spot', base: 'BTC', quote: 'USDT' },
    ]);
    const inverse = { symbol: 'BTCUSD', timestamp: T } as const;
    cache.applyUpdate(fill('3', '3', '30000', { ...inverse, id: '1' }));
    cache.applyUpdate(fill('1', '1', '31000', { ...inverse, id: '2', side: 'SELL' }));
    cache.applyUpdate(fill('2', '2', '100', { id: '3', positionSide: 'LONG' }));
    cache.applyUpdate(fill('5', '5', '100', { id: '4', positionSide: 'LONG', side: 'SELL' }));
    cache.applyUpdate(fill('1', '1', '100', { symbol: 'SPOT', id: '5', fee: '0.001', feeCurrency: 'BTC' }));
    const before = cache.positions();
    expect(before.map(({ signedAmount, deficit }) => [signedAmount, deficit])).toEqual([
      ['2', '0'],
      ['0', '3'],
      ['0.999', '0'],
    ]);
    const again = await restarted();
    expect(again.positions()).toEqual(expect.arrayContaining(before));
    expect(again.checkIntegrity().faults).toEqual([]);
    again.applyUpdate(fill('4', '4', '90', { id: '6', positionSide: 'LONG', timestamp: T + 1 }));
    expect(again.position('BTCUSDT')).toMatchObject({ signedAmount: '1', deficit: '0', realizedPnl: '30' });
    expect(again.instrument('binance', 'BTCUSD')?.kind).toBe('inverse');
  });

  it('what was adopted from a snapshot is still known: its fills do not count again', async () => {
    const cache = await opened();
    const position = { symbol: 'BTCUSDT', signedAmount: '3', entryPrice: '100', timestamp: T + 10 };
    cache.reconcilePositions({ exchange: 'binance', complete: true, positions: [position] }, { adopt: true });
    const again = await restarted();
    again.applyUpdate(fill('3', '3', '100', { timestamp: T + 5 }));
    expect(again.position('BTCUSDT')?.signedAmount).toBe('3');
    expect(again.checkIntegrity().faults).toEqual([]);
  });

  it('what is told without a time still comes after a snapshot that was adopted before', async () => {
    const cache = await opened();
    cache.applyUpdate(fill('1', '1', '100'));
    now += HOUR;
    const positions = [{ symbol: 'BTCUSDT', signedAmount: '3', entryPrice: '100' }];
    cache.reconcilePositions({ exchange: 'binance', complete: true, positions }, { adopt: true });
    const again = await restarted();
    again.applyUpdate(traded('9', 'BUY', '1', '100', { timestamp: null }));
    expect(again.position('BTCUSDT')?.signedAmount).toBe('4');
    expect(again.checkIntegrity().faults).toEqual([]);
  });

  it('a leg that a complete snapshot names is what it names, also where it tells an earlier time for it', async () => {
    const cache = await opened();
    cache.applyUpdate(fill('1', '1', '100', { symbol: 'ETHUSDT', timestamp: T + 10 }));
    const position = { symbol: 'BTCUSDT', signedAmount: '3', entryPrice: '100', timestamp: T + 5 };
    cache.reconcilePositions({ exchange: 'binance', complete: true, positions: [position] }, { adopt: true });
    const before = cache.positions();
    expect(before.map(({ symbol, signedAmount }) => [symbol, signedAmount])).toEqual([
      ['ETHUSDT', '0'],
      ['BTCUSDT', '3'],
    ]);
    const again = await restarted();
    expect(again.positions()).toEqual(expect.arrayContaining(before));
    again.applyUpdate(fill('2', '2', '100', { symbol: 'SOLUSDT', timestamp: T + 9 }));
    expect(again.position('SOLUSDT')?.signedAmount).toBe('0');
  });

  it('trades and adjustments that were heard count no second time, until they are forgotten', async () => {
    const cache = await opened();
    cache.applyTrade(TRADE);
    cache.applyAdjustment(FUNDING);
    let again = await restarted();
    expect([again.applyTrade(TRADE).outcome, again.applyAdjustment(FUNDING).outcome]).toEqual([
      'duplicate',
      'duplicate',
    ]);
    expect(again.position('ETHUSDT')?.signedAmount).toBe('1');
    now += 25 * HOUR + 1;
    await again.tick();
    again = await restarted();
    expect(again.applyAdjustment(FUNDING).outcome).toBe('duplicate');
    now += 30 * 24 * HOUR;
    await again.tick();
    again = await restarted();
    expect(again.applyAdjustment(FUNDING).outcome).toBe('applied');
    expect(again.position('ETHUSDT')?.signedAmount).toBe('1');
    expect(again.checkIntegrity().faults).toEqual([]);
  });

  it('balances, parameters, metadata and leverages are as they were, and what was deleted is gone', async () => {
    const cache = await opened();
    const place = { exchange: 'binance', account: 'spot', asset: 'BTC' };
    cache.applyBalance({ ...place, free: '1', locked: '0.5', timestamp: T });
    cache.applyBalance({ ...place, asset: 'ETH', total: '2' });
    for (const key of ['kept', 'deleted']) cache.setParameter(key, { stop: '90' });
    for (const symbol of ['BTCUSDT', 'deleted']) cache.setMetadata(symbol, [1, 2]);
    cache.setLeverage('binance', 'BTCUSDT', '10');
    await cache.flush();
    cache.deleteParameter('deleted');
    cache.deleteMetadata('deleted');
    const before = cache.balances();
    const again = await restarted();
    expect(new Set(again.balances())).toEqual(new Set(before));
    expect(again.applyBalance({ ...place, total: '9', timestamp: T - 1 }).outcome).toBe('outdated');
    expect([again.parameterKeys(), again.parameter('kept')]).toEqual([['kept'], { stop: '90' }]);
    expect([again.metadata('BTCUSDT'), again.metadata('deleted')]).toEqual([[1, 2], null]);
    expect(again.leverage('binance', 'BTCUSDT')).toBe('10');
    expect(Object.isFrozen(again.balances()[0]) && Object.isFrozen(again.parameter('kept'))).toBe(true);
  });

  it('an order that one means to cancel is still hidden, and one in flight still in flight', async () => {
    const cache = await opened();
    cache.applyUpdate(update({ id: '1' }));
    cache.applyUpdate(update({ id: '2' }));
    cache.markCancelIntent('1');
    cache.orderInitialized({
      exchange: 'binance',
      symbol: 'BTCUSDT',
      clientOrderId: 'c',
      side: 'BUY',
      type: 'LIMIT',
      amount: '1',
    });
    const again = await restarted();
    expect(await again.getOpenOrders()).toEqual(new Set(['2', 'c']));
    expect(await again.getOpenOrders(null, null, true)).toEqual(new Set(['1', '2', 'c']));
    expect(again.ordersInFlight().map(({ clientOrderId }) => clientOrderId)).toEqual(['c']);
    expect(again.checkIntegrity().faults).toEqual([]);
  });
});
