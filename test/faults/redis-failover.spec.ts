import { afterEach, expect, it, jest } from '@jest/globals';
import { CacheManager } from '../../src/cache/cache.manager.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinel.js';
import { fill, T } from '../support/updates.js';

jest.setTimeout(120_000);

interface FailingRedis {
  readonly url: string;
  /** Ends the server that keeps a key. */
  killMasterOf(key: string): Promise<void>;
  stop(): Promise<void>;
}

const KEY = 'trading-cache:{ZGVmYXVsdA.ZGVmYXVsdA}:meta';

let redis: FailingRedis | null = null;
const managers: CacheManager[] = [];

afterEach(async () => {
  for (const manager of managers.splice(0)) await manager.closeAll();
  await redis?.stop();
});

async function opened(url: string): Promise<CacheManager> {
  const manager = new CacheManager(resolveOptions({ store: url, closeTimeout: 5 }));
  managers.push(manager);
  await manager.startAll();
  return manager;
}

it.each<[string, () => Promise<FailingRedis>]>([
  ['a Cluster', () => RedisCluster.start()],
  ['Sentinels', () => RedisSentinels.start()],
])('when the master of %s dies, memory serves, and everything is there in its replica', async (_, start) => {
  redis = await start();
  const manager = await opened(redis.url);
  const cache = manager.cache();
  for (let filled = 1; filled <= 100; filled++) {
    cache.applyUpdate(fill(String(filled), '1', '100', { amount: '200', timestamp: T + filled }));
    if (filled % 10 === 0) await cache.flush();
  }
  await redis.killMasterOf(KEY);
  cache.applyUpdate(fill('101', '1', '100', { amount: '200', timestamp: T + 101 }));
  expect(cache.position('BTCUSDT')?.signedAmount).toBe('101');
  await cache.flush();
  expect(cache.status()).toMatchObject({ state: 'serving', store: 'up', dirty: 0 });
  const sequence = cache.status().sequence;
  expect(await manager.closeAll()).toEqual([]);

  const again = await opened(redis.url);
  expect(again.cache().position('BTCUSDT')?.signedAmount).toBe('101');
  expect(again.cache().status().sequence).toBe(sequence);
  expect(again.cache().checkIntegrity().faults).toEqual([]);
});
