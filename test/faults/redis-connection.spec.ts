import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CacheManager } from '../../src/cache/cache.manager.js';
import type { TradingCacheOptions } from '../../src/cache/cache.options.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { RedisSentinels } from '../support/redis-sentinel.js';
import { freePort, RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import type { Direction } from '../support/tcp-proxy.js';
import { fill, T } from '../support/updates.js';

jest.setTimeout(60_000);

/** More than the reply to a commit has, and about what its request has. */
const REPLY_BYTES = 24;
const REQUEST_BYTES = [0, 1, 2, 10, 50, 100, 200, 400, 600, 800, 1_000, 1_200];

let server: RedisServer;
let proxy: TcpProxy;
const managers: CacheManager[] = [];

beforeEach(async () => {
  server = await RedisServer.start();
  proxy = await TcpProxy.start(server.port);
});

afterEach(async () => {
  proxy.stall(false);
  proxy.refuse(false);
  for (const manager of managers.splice(0)) await manager.closeAll();
  await proxy.stop();
  await server.stop();
});

async function opened(options: Partial<TradingCacheOptions> = {}): Promise<CacheService> {
  const preset = { store: `redis://127.0.0.1:${proxy.port}`, closeTimeout: 5 };
  const manager = new CacheManager(resolveOptions({ ...preset, ...options }));
  managers.push(manager);
  await manager.startAll();
  return manager.cache();
}

/** A unit that takes longer than an answer may, and than a lease lasts, at so many bytes a second. */
const SLOW_UNIT = 4_000;
const SLOW_LINE = 60_000;

/** The order has so much, one more than before. */
function fills(cache: CacheService, filled: number): void {
  cache.applyUpdate(fill(String(filled), '1', '100', { amount: '500', timestamp: T + filled }));
}

async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setImmediate(resolve));
}

/** Everything is in Redis once, and the next process finds it. */
async function expectOnce(cache: CacheService, filled: number, commits: number): Promise<void> {
  expect(cache.status()).toMatchObject({ state: 'serving', store: 'up', dirty: 0, sequence: commits });
  const [manager] = managers.splice(0) as [CacheManager];
  expect(await manager.closeAll()).toEqual([]);
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

  it('that is slow: a unit that takes longer than is waited at first gets through, and the lease is kept meanwhile', async () => {
    const cache = await opened({ leaseTime: 2 });
    proxy.limit(SLOW_LINE);
    for (let id = 1; id <= SLOW_UNIT; id++) cache.applyUpdate(fill('1', '1', '100', { id: String(id) }));
    await server.ask(async (redis) => {
      while (cache.status().sequence === 0) expect(await redis.keys('*:lease')).toHaveLength(1);
    });
    proxy.limit(null);
    await cache.flush();
    await expectOnce(cache, SLOW_UNIT, cache.status().sequence);
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
});

describe('a Sentinel that takes connections and says nothing', () => {
  beforeEach(() => proxy.stall(true));

  it('keeps nobody from asking the next one', async () => {
    const sentinels = await RedisSentinels.start();
    try {
      const cache = await opened({ store: sentinels.url.replace('//', `//127.0.0.1:${proxy.port},`) });
      fills(cache, 1);
      expect(await cache.flush()).toMatchObject({ sequence: 1 });
      const [manager] = managers.splice(0) as [CacheManager];
      expect(await manager.closeAll()).toEqual([]);
    } finally {
      await sentinels.stop();
    }
  });

  it('and is the only one: the start fails, as it does where none is there, and says so', async () => {
    for (const port of [proxy.port, await freePort()]) {
      const store = `redis-sentinel://127.0.0.1:${port}/cache`;
      await expect(opened({ store })).rejects.toThrow('All sentinels are unreachable');
    }
  });
});
