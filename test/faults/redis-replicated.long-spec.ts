import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { until } from '../support/until.js';
import { fill } from '../support/updates.js';

jest.setTimeout(60_000);

const servers: { stop(): Promise<void> }[] = [];
const managers = new TestManagers(() => ({ closeTimeout: 2 }));

afterEach(async () => {
  await managers.closeAll();
  for (const server of servers.splice(0)) await server.stop();
});

async function started(...options: readonly string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...options);
  servers.unshift(server);
  return server;
}

async function setAppendOnly(node: RedisServer, fsync: string): Promise<void> {
  await node.ask(async (redis) => {
    await redis.config('SET', 'appendonly', 'yes');
    await redis.config('SET', 'appendfsync', fsync);
  });
}

describe('replicated', () => {
  it('does not open where no replica confirms', async () => {
    const { url } = await started();
    await expect(managers.opened({ store: url, durability: 'replicated' })).rejects.toThrow(
      '0 of 1 replicas confirmed',
    );
  });

  it.each(['memory:', 'file:/nowhere'])('does not open on %s, which has no replicas', async (store) => {
    await expect(managers.opened({ store, durability: 'replicated' })).rejects.toMatchObject({
      code: 'NO_REPLICAS',
    });
  });

  it('commits once the replica has it, and not before', async () => {
    const master = await started();
    const replica = await started('--replicaof', `127.0.0.1 ${master.port}`);
    await replica.inSync();
    const cache = (await managers.opened({ store: master.url, durability: 'replicated' })).cache();
    cache.applyUpdate(fill('1', '1', '100'));
    expect(await cache.flush()).toEqual({ sequence: 1, survives: 'failover' });

    replica.suspend();
    cache.applyUpdate(fill('2', '1', '100'));
    const flushed = cache.flush();
    await until(() => cache.failure !== null);
    expect(cache.failure?.message).toContain('0 of 1 replicas confirmed');
    expect(cache.status()).toMatchObject({ sequence: 1, store: 'away' });
    replica.resume();
    expect(await flushed).toEqual({ sequence: 2, survives: 'failover' });
    expect(cache.failure).toBeNull();
  });

  it('goes on when the server has lost its scripts', async () => {
    const master = await started();
    const replica = await started('--replicaof', `127.0.0.1 ${master.port}`);
    await replica.inSync();
    const cache = (await managers.opened({ store: master.url, durability: 'replicated' })).cache();
    await master.ask((redis) => redis.script('FLUSH'));
    cache.applyUpdate(fill('1', '1', '100'));
    expect(await cache.flush()).toMatchObject({ sequence: 1 });
  });

  it('works in a Cluster', async () => {
    const cluster = await RedisCluster.start();
    servers.push(cluster);
    const cache = (await managers.opened({ store: cluster.url, durability: 'replicated' })).cache();
    cache.applyUpdate(fill('1', '1', '100'));
    expect(await cache.flush()).toEqual({ sequence: 1, survives: 'failover' });
  });
});

describe('the settings of the server', () => {
  it.each<[readonly string[], readonly string[]]>([
    [[], ['keeps nothing on disk']],
    [['--appendonly', 'yes'], []],
    [
      ['--appendonly', 'yes', '--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'],
      ['it may evict state when memory is short (allkeys-lru)'],
    ],
  ])('%j: what they put at risk is told', async (options, risks) => {
    const { url } = await started(...options);
    const cache = (await managers.opened({ store: url })).cache();
    expect(cache.risks).toEqual(risks.map((risk) => expect.stringContaining(risk)));
  });

  it('are refused where that is asked for, and the scope is given back', async () => {
    const { url } = await started();
    await expect(managers.opened({ store: url, onRisk: 'refuse' })).rejects.toMatchObject({
      code: 'STORE_RISK',
    });
    expect((await managers.opened({ store: url })).cache().status().state).toBe('serving');
  });

  it('are read anew after an outage, so that an acknowledgement says what it survives now', async () => {
    const server = await started('--appendonly', 'yes', '--appendfsync', 'always');
    const cache = (await managers.opened({ store: server.url })).cache();
    expect(await cache.flush()).toMatchObject({ survives: 'server' });
    cache.applyUpdate(fill('1', '1', '100'));
    expect(await cache.flush()).toMatchObject({ survives: 'server' });
    await server.ask(async (redis) => {
      await redis.config('SET', 'appendfsync', 'everysec');
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    });
    cache.applyUpdate(fill('2', '1', '100'));
    expect(await cache.flush()).toMatchObject({ survives: 'process' });
  });

  it('are read anew also where no command met the outage', async () => {
    const server = await started('--appendonly', 'yes', '--appendfsync', 'always');
    const cache = (await managers.opened({ store: server.url })).cache();
    cache.applyUpdate(fill('1', '1', '100'));
    expect(await cache.flush()).toMatchObject({ survives: 'server' });
    await server.ask(async (redis) => {
      const connections = async () =>
        String(await redis.client('LIST'))
          .trim()
          .split('\n').length;
      const before = await connections();
      await redis.config('SET', 'appendfsync', 'everysec');
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      while ((await connections()) < before);
    });
    // ioredis may still be about to hear that it is connected.
    await cache.getOrder('unknown').catch(() => null);
    cache.applyUpdate(fill('2', '1', '100'));
    expect(await cache.flush()).toMatchObject({ survives: 'process' });
  });

  it('are those of all nodes of a Cluster: any of them may have the scope next', async () => {
    const cluster = await RedisCluster.start();
    servers.push(cluster);
    const { master, replicas } = await cluster.nodesOf('trading-cache:{ZGVmYXVsdA.ZGVmYXVsdA}:meta');
    for (const node of [master, ...replicas]) await setAppendOnly(node, 'always');
    const weak = (await managers.opened({ store: cluster.url })).cache();
    weak.applyUpdate(fill('1', '1', '100'));
    expect(await weak.flush()).toMatchObject({ survives: 'process' });
  });
});
