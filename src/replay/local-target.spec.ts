import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import { resolveOptions } from '../cache/resolve-options.js';
import type { OrderUpdate } from '../orders/order.js';
import { LocalTarget } from './local-target.js';

let manager: CacheManager;
let cache: CacheService;
let target: LocalTarget;

beforeEach(async () => {
  manager = new CacheManager(resolveOptions({ store: 'memory:' }));
  cache = await manager.open({ strategyId: 'replay', userId: 'case' });
  target = new LocalTarget(cache);
});

afterEach(async () => {
  await manager.closeAll();
});

function accepted(id: string): OrderUpdate {
  return { exchange: 'okx', symbol: 'AAA', id, status: 'ACCEPTED', side: 'BUY', amount: '1', filled: '0' };
}

it('commits as it goes, so that a run that is killed has most of what it did', async () => {
  for (let at = 1; at < 50; at++) await target.apply(accepted(String(at)));
  expect(cache.status().dirty).toBe(49);
  await target.apply(accepted('50'));
  expect(cache.status().dirty).toBe(0);
});

it('knows an order by its id or its client id, at its exchange and symbol only', async () => {
  await target.apply({ ...accepted('7'), clientOrderId: 'mine' });
  expect(await target.knows(accepted('7'))).toBe(true);
  expect(await target.knows({ ...accepted('7'), id: null, clientOrderId: 'mine' })).toBe(true);
  expect(await target.knows(accepted('8'))).toBe(false);
  expect(await target.knows({ ...accepted('7'), symbol: 'BBB' })).toBe(false);
  expect(await target.knows({ ...accepted('7'), exchange: 'bybit' })).toBe(false);
});
