import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CacheManager } from '../../src/index.js';
import { MemoryStateStore } from '../../src/store.js';
import type { CacheService } from '../../src/index.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { fill, update } from '../support/updates.js';

let manager: CacheManager;
let cache: CacheService;
let now: number;

beforeEach(async () => {
  now = 1_800_000_000_000;
  manager = new CacheManager(resolveOptions({ store: new MemoryStateStore(), now: () => now }));
  cache = manager.cache();
  await cache.start();
});

afterEach(async () => {
  await manager.closeAll();
});

describe("the origin's class under its TypeScript names", () => {
  it('has its defaults', () => {
    expect(resolveOptions({})).toMatchObject({ syncInterval: 60, expireTime: 3_600 });
  });

  it('orderInitialized, orderStatusUpdate, getOrder: an update inserts, and the next one replaces what it changes', async () => {
    expect(cache.orderStatusUpdate(update({ status: 'PENDING' })).outcome).toBe('applied');
    expect((await cache.getOrder('7'))?.status).toBe('PENDING');
    expect(await cache.getOpenOrders('BTCUSDT')).toEqual(new Set(['7']));
    expect(await cache.getSymbolOrders('BTCUSDT')).toEqual(new Set(['7']));
    cache.orderStatusUpdate(fill('10', '10', '100', { status: 'FILLED' }));
    expect((await cache.getOrder('7'))?.status).toBe('FILLED');
    expect(await cache.getOpenOrders('BTCUSDT')).toEqual(new Set());
    const { created } = cache.orderInitialized({
      exchange: 'x',
      symbol: 'A',
      id: '1',
      side: 'BUY',
      type: 'LIMIT',
      amount: '1',
    });
    expect([created, await cache.getOpenOrders('A', 'x')]).toEqual([true, new Set(['1'])]);
    expect(await cache.getOrder('none')).toBeNull();
  });

  it('applyPosition, getPosition: one position a fill, however often it is applied', async () => {
    await cache.applyPosition(fill('3', '3', '100'));
    await cache.applyPosition(fill('3', '3', '100'));
    expect((await cache.getPosition('BTCUSDT'))?.signedAmount).toBe('3');
    expect(await cache.getPosition('ETHUSDT')).toBeNull();
  });

  it('setMarketData, getMarketData: the latest value of a symbol', async () => {
    cache.setMarketData('BTCUSDT', { last: '1' });
    cache.setMarketData('BTCUSDT', { last: '2' });
    expect(await cache.getMarketData('BTCUSDT')).toEqual({ last: '2' });
    expect(await cache.getMarketData('none')).toBeNull();
  });

  it('expiry: an order that ended leaves memory after expireTime and is in history; an open one stays for ever', async () => {
    cache.orderStatusUpdate(update({ id: 'open', timestamp: null }));
    cache.orderStatusUpdate(update({ id: 'ended', status: 'CANCELED', timestamp: 5 }));
    await cache.flush();
    now += 3_599_999;
    await cache.tick();
    await cache.flush();
    expect(await cache.getSymbolOrders('BTCUSDT')).toEqual(new Set(['open', 'ended']));
    now += 1;
    await cache.tick();
    await cache.flush();
    expect(await cache.getSymbolOrders('BTCUSDT')).toEqual(new Set(['open']));
    expect(await cache.getSymbolOrders('BTCUSDT', false)).toEqual(new Set(['open', 'ended']));
    expect((await cache.getOrder('ended'))?.status).toBe('CANCELED');
    now += 1_000 * 3_600_000;
    await cache.tick();
    expect(await cache.getOpenOrders()).toEqual(new Set(['open']));
  });

  it('start and close: nothing is asked before and after, and everything is there again', async () => {
    cache.orderStatusUpdate(update());
    await cache.close();
    expect(() => cache.order('7')).toThrow('is closed');
    await cache.start();
    expect(cache.order('7')?.status).toBe('ACCEPTED');
  });
});
