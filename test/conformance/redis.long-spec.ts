import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisStateStore } from '../../src/stores/redis/redis.state-store.js';
import { stateStoreConformance } from '../../src/testing/index.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinel.js';
import { RedisServer } from '../support/redis-server.js';

const LEASE_MS = 300;

interface RedisUnderTest {
  readonly url: string;
  /** Forgets all data. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

describe.each<[string, () => Promise<RedisUnderTest>]>([
  ['one server', () => RedisServer.start()],
  ['a Cluster', () => RedisCluster.start()],
  ['Sentinels', () => RedisSentinels.start()],
])('RedisStateStore on %s', (_, start) => {
  let redis: RedisUnderTest;

  beforeAll(async () => {
    redis = await start();
  });

  afterAll(() => redis.stop());

  const openAgain = (now: () => number): RedisStateStore =>
    new RedisStateStore(redis.url, { leaseMs: LEASE_MS, now });
  const cleanUp = (): Promise<void> => redis.flush();

  it.each(stateStoreConformance({ open: openAgain, openAgain, cleanUp }))('$name', ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
