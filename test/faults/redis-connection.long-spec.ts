import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TradingCacheOptions } from '../../src/cache/cache.options.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import type { Direction } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { fill, T } from '../support/updates.js';

jest.setTimeout(60_000);

/** More than the reply to a commit has, and about what its request has. */
const REPLY_BYTES = 24;
const REQUEST_BYTES = [0, 1, 2, 10, 50, 100, 200, 400, 600, 800, 1_000, 1_200];
/** How long a close waits for its connections. */
const CLOSE_MS = 1_000;

let server: RedisServer;
let proxy: TcpProxy;
const managers = new TestManagers(() => ({ store: `redis://127.0.0.1:${proxy.port}`, closeTimeout: 5 }));

beforeEach(async () => {
  server = await RedisServer.start();
  proxy = await TcpProxy.start(server.port);
});

afterEach(async () => {
  proxy.stall(false);
  proxy.refuse(false);
  await managers.closeAll();
  await proxy.stop();
  await server.stop();
});

async function opened(options: Partial<TradingCacheOptions> = {}): Promise<CacheService> {
  return (await managers.opened(options)).cache();
}

/** The order has so much, one more than before. */
function fills(cache: CacheService, filled: number): void {
  cache.applyUpdate(fill(String(filled), '1', '100', { amount: '500', timestamp: T + filled }));
}

/** Everything is in Redis once, and the next process finds it. */
async function expectOnce(cache: CacheService, filled: number, commits: number): Promise<void> {
  expect(cache.status()).toMatchObject({ state: 'serving', store: 'up', dirty: 0, sequence: commits });
  await managers.ended();
  const again = await opened();
  expect(again.position('BTCUSDT')).toMatchObject({ signedAmount: String(filled), entryPrice: '100' });
  expect(again.status().sequence).toBe(commits);
  expect(again.checkIntegrity().faults).toEqual([]);
}

describe('a connection', () => {
  it.each<[Direction, readonly number[]]>([
    ['reply', Array.from({ length: REPLY_BYTES }, (_, bytes) => bytes)],
    ['request', REQUEST_BYTES],
  ])(
    'that is reset after any byte of a %s: nothing is lost, nothing is carried out twice',
    async (direction, places) => {
      const cache = await opened();
      let filled = 0;
      let commits = 0;
      for (const bytes of places) {
        proxy.cutAfter(direction, bytes);
        fills(cache, ++filled);
        expect((await cache.flush()).sequence).toBe(++commits);
      }
      await expectOnce(cache, filled, commits);
    },
  );

  it('that nothing comes through any more: a command waits 3 s, then another connection is made', async () => {
    const cache = await opened();
    fills(cache, 1);
    await cache.flush();
    proxy.stall(true);
    fills(cache, 2);
    await until(() => cache.failure !== null);
    expect(cache.failure?.message).toContain('Command timed out');
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('2');
    proxy.stall(false);
    await cache.flush();
    await expectOnce(cache, 2, 2);
  });

  it('that is refused: memory serves, and says why', async () => {
    const cache = await opened();
    proxy.refuse(true);
    fills(cache, 1);
    await until(() => cache.failure !== null);
    await expect(cache.getOrder('unknown')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    fills(cache, 2);
    proxy.refuse(false);
    await cache.flush();
    expect(cache.failure).toBeNull();
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('2');
  });

  it('that cannot be made keeps the process no longer than a close may take', async () => {
    proxy.refuse(true);
    await expect(opened()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await managers.closeAll();
    const delays = timers.mock.calls.map(([, delay = 0]) => delay);
    timers.mockRestore();
    expect(delays.filter((delay) => delay > CLOSE_MS)).toEqual([]);
  });
});
