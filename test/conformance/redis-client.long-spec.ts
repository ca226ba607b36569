import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { processHolder } from '../../src/cache/process-holder.js';
import { RedisStateStore } from '../../src/redis.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { fillKey } from '../../src/stores/fill-key.js';
import { sealRecord } from '../../src/stores/record-seal.js';
import { stateStoreConformance } from '../../src/testing/index.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisServer } from '../support/redis-server.js';

const LEASE_MS = 300;
const PREFIX = 'desk:';

interface RedisUnderTest {
  readonly url: string;
  /** Forgets all data. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** A client as a host may have it: one that keeps commands for later, sends them again, pipelines by itself, and puts a prefix before keys. */
function hostRedis({ url }: RedisUnderTest): Redis {
  return new Redis(url, { enableAutoPipelining: true, maxRetriesPerRequest: null, keyPrefix: PREFIX });
}

function hostCluster({ url }: RedisUnderTest): Cluster {
  const nodes = url.replace('redis-cluster://', '').split(',');
  return new Cluster(nodes, {
    scaleReads: 'slave',
    enableAutoPipelining: true,
    redisOptions: { keyPrefix: PREFIX },
  });
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

  it('keeps a scope under the prefix of the client, which stands before each key once', async () => {
    await redis.flush();
    const store = new RedisStateStore({ client });
    const scope = await store.acquire({ strategyId: 'a', userId: 'b' }, processHolder(null));
    await scope.commit({
      epoch: scope.epoch,
      sequence: 1,
      operations: [
        { op: 'put', type: CacheKey.ORDER, key: 'k', value: sealRecord(CacheKey.ORDER, 'k', 'v') },
        { op: 'append', leg: 'l', number: 1, value: sealRecord(CacheKey.FILL, fillKey('l', 1), 'f') },
        { op: 'archive', key: 'h', value: sealRecord(CacheKey.HISTORY, 'h', 'h'), at: 1, indexes: ['i'] },
      ],
    });
    expect(await scope.historyKeys('i')).toEqual(['h']);
    await store.close();
    const nodes = client.isCluster ? (client as Cluster).nodes('master') : [client as Redis];
    const keys = (await Promise.all(nodes.map((node) => node.keys('*')))).flat();
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) expect(key).toMatch(/^desk:trading-cache:\{[^{}]+\}:[a-z-]+$/);
  });

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
    ['is none of ioredis', {}],
    ['is none of ioredis', null],
  ])('because it %s is refused', (reason, client) => {
    expect(() => new RedisStateStore({ client: client as Redis })).toThrow(reason);
  });
});
