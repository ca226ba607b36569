import { afterEach, expect, it, jest } from '@jest/globals';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinel.js';
import { TestManagers } from '../support/test-managers.js';
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
const managers = new TestManagers(() => ({ closeTimeout: 5 }));

afterEach(async () => {
  await managers.closeAll();
  await redis?.stop();
});

it.each<[string, () => Promise<FailingRedis>]>([
  ['a Cluster', () => RedisCluster.start()],
  ['Sentinels', () => RedisSentinels.start()],
])('when the master of %s dies, memory serves, and everything is there in its replica', async (_, start) => {
  redis = await start();
  const manager = await managers.opened({ store: redis.url });
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

  const again = await managers.opened({ store: redis.url });
  expect(again.cache().position('BTCUSDT')?.signedAmount).toBe('101');
  expect(again.cache().status().sequence).toBe(sequence);
  expect(again.cache().checkIntegrity().faults).toEqual([]);
});
