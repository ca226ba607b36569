import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { CacheManager, CacheService, TradingCacheModule } from '../../src/index.js';
import { CacheHeartbeat } from '../../src/cache/cache.heartbeat.js';
import { MemoryStateStore } from '../../src/store.js';
import { update } from '../support/updates.js';

const SECOND = 1_000;

let app: TestingModule;
let cache: CacheService;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
  Logger.overrideLogger(false);
  app = await Test.createTestingModule({
    imports: [
      ScheduleModule.forRoot(),
      TradingCacheModule.forRoot({
        store: new MemoryStateStore(),
        durability: 'interval',
        syncInterval: 5,
        expireTime: 30,
        scopes: [{ name: 'other', strategyId: 'other', userId: 'default' }],
      }),
    ],
  }).compile();
  await app.init();
  cache = app.get(CacheService);
});

afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await app.close();
});

it('does what is due: under `interval` a sync every syncInterval, and expiry', async () => {
  cache.orderStatusUpdate(update({ status: 'CANCELED' }));
  await jest.advanceTimersByTimeAsync(4 * SECOND);
  await turns();
  expect(cache.status()).toMatchObject({ dirty: 1, sequence: 0 });
  await jest.advanceTimersByTimeAsync(2 * SECOND);
  await turns();
  expect(cache.status()).toMatchObject({ dirty: 0, sequence: 1 });
  await jest.advanceTimersByTimeAsync(40 * SECOND);
  await turns();
  await jest.advanceTimersByTimeAsync(6 * SECOND);
  await turns();
  expect(cache.ordersCount()).toBe(0);
});

it('never runs twice at once', async () => {
  let running = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  jest.spyOn(cache, 'tick').mockImplementation(async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running--;
  });
  await jest.advanceTimersByTimeAsync(5 * SECOND);
  expect([most, ends.length]).toEqual([1, 1]);
  ends.shift()?.();
  await jest.advanceTimersByTimeAsync(5 * SECOND);
  expect([most, ends.length]).toEqual([1, 1]);
  ends.shift()?.();
});

it('of one scope does not wait for another', async () => {
  jest.spyOn(cache, 'tick').mockImplementation(() => new Promise(() => undefined));
  const other = jest.spyOn(app.get(CacheManager).cache('other'), 'tick');
  await jest.advanceTimersByTimeAsync(3 * SECOND);
  await turns();
  expect(other.mock.calls.length).toBe(3);
});

it('is not ended by a failure', async () => {
  const tick = jest.spyOn(cache, 'tick').mockRejectedValue(new Error('once more'));
  await jest.advanceTimersByTimeAsync(3 * SECOND);
  expect(tick.mock.calls.length).toBe(3);
});

it('takes no beat once the app closes', async () => {
  const tick = jest.spyOn(cache, 'tick');
  const heartbeat = app.get(CacheHeartbeat, { strict: false });
  await app.close();
  await heartbeat.beat();
  await jest.advanceTimersByTimeAsync(3 * SECOND);
  expect(tick.mock.calls.length).toBe(0);
});

/** Lets whatever waits for a turn of the event loop go on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
