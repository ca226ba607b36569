import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { RedisServer } from './redis-server.js';

const SLOTS = 16_384;
const MASTERS = 3;
const POLL_MS = 50;
const OPTIONS = ['--appendonly', 'yes', '--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'];

/** A master, and what follows it. */
export interface Replication {
  readonly master: RedisServer;
  readonly replicas: readonly RedisServer[];
}

/** Three masters with a replica each, or without, on loopback. */
export class RedisCluster {
  private constructor(private readonly servers: readonly RedisServer[]) {}

  /** Starts one, with further options for each server. */
  static async start(
    options: readonly string[] = [],
    { hasReplicas = true }: { readonly hasReplicas?: boolean } = {},
  ): Promise<RedisCluster> {
    const length = (hasReplicas ? 2 : 1) * MASTERS;
    const servers = await Promise.all(Array.from({ length }, () => startNode(options)));
    const cluster = new RedisCluster(servers);
    await cluster.join();
    return cluster;
  }

  /** As they were when it began. */
  get masters(): readonly RedisServer[] {
    return this.servers.slice(0, MASTERS);
  }

  /** As they were when it began. */
  get replicas(): readonly RedisServer[] {
    return this.servers.slice(MASTERS);
  }

  get url(): string {
    return `redis-cluster://${this.servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** Kills the master that keeps a key. */
  async killMasterOf(key: string): Promise<void> {
    await (await this.nodesOf(key)).master.kill();
  }

  /** The master that keeps a key, and its replicas. */
  async nodesOf(key: string): Promise<Replication> {
    for (const master of this.servers) {
      if (!(await master.ask(async (redis) => (await isMaster(redis)) && keeps(redis, key)))) continue;
      const isReplica = await Promise.all(
        this.servers.map((each) =>
          each.ask(async (redis) => String(await redis.role()).includes(`slave,127.0.0.1,${master.port}`)),
        ),
      );
      return { master, replicas: this.servers.filter((_, at) => isReplica[at]) };
    }
    throw new Error(`no master keeps ${key}`);
  }

  /** Forgets all data; replicas do with their masters. */
  async flush(): Promise<void> {
    for (const server of this.servers) {
      await server.ask(async (redis) => {
        if (await isMaster(redis)) await redis.flushall();
      });
    }
  }

  /** Waits until all others have found a master in the place of one that is dead. */
  async servesWithout(dead: RedisServer): Promise<void> {
    const alive = this.servers.filter((server) => server !== dead);
    await Promise.all(alive.map((server) => this.knowsAll(server)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  private async join(): Promise<void> {
    const { masters, replicas } = this;
    const [first] = masters as readonly [RedisServer, ...RedisServer[]];
    for (const [at, master] of masters.entries()) {
      const from = Math.floor((SLOTS * at) / MASTERS);
      const to = Math.floor((SLOTS * (at + 1)) / MASTERS) - 1;
      await master.ask((redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', from, to));
    }
    for (const server of this.servers) {
      await server.ask((redis) => redis.call('CLUSTER', 'MEET', '127.0.0.1', first.port));
    }
    const ids = await Promise.all(
      masters.map((master) => master.ask((redis) => redis.call('CLUSTER', 'MYID'))),
    );
    for (const [at, replica] of replicas.entries()) {
      await accepted(() => replica.ask((redis) => redis.call('CLUSTER', 'REPLICATE', String(ids[at]))));
    }
    await Promise.all(this.servers.map((server) => this.knowsAll(server)));
    for (const replica of replicas) await replica.inSync();
  }

  /** Waits until a server knows all others, and that all slots are served. */
  private knowsAll(server: RedisServer): Promise<void> {
    return accepted(async () => {
      const info = await server.ask(async (redis) => String(await redis.call('CLUSTER', 'INFO')));
      if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${this.servers.length}`))
        throw new Error(info);
    });
  }
}

/** A node ends at once where the port of the nodes' own talk, 10,000 above its own, is taken: then another port is tried. */
async function startNode(options: readonly string[], attempts = 3): Promise<RedisServer> {
  try {
    return await RedisServer.start(...OPTIONS, ...options);
  } catch (error) {
    if (attempts <= 1) throw error;
    return startNode(options, attempts - 1);
  }
}

async function isMaster(redis: Redis): Promise<boolean> {
  return String(await redis.role()).startsWith('master');
}

/** Any other master answers MOVED. */
function keeps(redis: Redis, key: string): Promise<boolean> {
  return redis.exists(key).then(() => true, () => false); // prettier-ignore
}

/** Asks until it works: servers learn of each other by and by. */
async function accepted(ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const isDone = await ask().then(() => true, () => false); // prettier-ignore
    if (isDone) return;
    await sleep(POLL_MS);
  }
}
