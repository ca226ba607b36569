import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { processHolder } from '../../src/cache/process-holder.js';
import { RedisStateStore } from '../../src/redis.js';
import { stateStoreConformance } from '../../src/testing/index.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisServer } from '../support/redis-server.js';

const LEASE_MS = 300;

interface RedisUnderTest {
  readonly url: string;
  /** Forgets all data. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** A client as a host may have it: one that keeps commands for later, sends them again, and pipelines by itself. */
function hostRedis({ url }: RedisUnderTest): Redis {
  return new Redis(url, { enableAutoPipelining: true, maxRetriesPerRequest: null });
}

function hostCluster({ url }: RedisUnderTest): Cluster {
  const nodes = url.replace('redis-cluster://', '').split(',');
  return new Cluster(nodes, { scaleReads: 'slave', enableAutoPipelining: true });
}

describe.each<[string, () => Promise<RedisUnderTest>, (redis: RedisUnderTest) => Redis | Cluster]>([
  ['of one server', () => RedisServer.start(), hostRedis],
  ['of a Cluster', () => RedisCluster.start(), hostCluster],
])("RedisStateStore by a host's client %s", (_, start, clientOf) => {
  let redis: RedisUnderTest;
  let client: Redis | Cluster;

  beforeAll(async () => {
    redis = await start();
    client = clientOf(redis);
  });

  afterAll(async () => {
    client.disconnect();
    await redis.stop();
  });

  const openAgain = (now: () => number): RedisStateStore =>
    new RedisStateStore({ client }, { leaseMs: LEASE_MS, now });
  const cleanUp = (): Promise<void> => redis.flush();

  it.each(stateStoreConformance({ open: openAgain, openAgain, cleanUp }))('$name', ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );

  it('leaves the client as it was, open and without scripts', async () => {
    const store = new RedisStateStore({ client });
    await store.acquire({ strategyId: 'a', userId: 'b' }, processHolder(null));
    await store.close();
    expect(await client.ping()).toBe('PONG');
    expect('commitBatch' in client).toBe(false);
  });
});

describe('a client that cannot be used', () => {
  it.each<[string, unknown]>([
    ['puts a prefix before its keys', new Redis({ keyPrefix: 'p:', lazyConnect: true })],
    ['is none of ioredis', {}],
    ['is none of ioredis', null],
  ])('because it %s is refused', (reason, client) => {
    expect(() => new RedisStateStore({ client: client as Redis })).toThrow(reason);
  });
});
