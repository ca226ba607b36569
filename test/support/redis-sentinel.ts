import { setTimeout as sleep } from 'node:timers/promises';
import type { Replication } from './redis-cluster.js';
import { RedisServer } from './redis-server.js';

const NAME = 'cache';
const SENTINELS = 3;
const POLL_MS = 50;
const OPTIONS = ['--appendonly', 'yes'];

/** A master, its replica and three sentinels, on loopback. */
export class RedisSentinels {
  private constructor(
    readonly master: RedisServer,
    readonly replica: RedisServer,
    private readonly sentinels: readonly RedisServer[],
  ) {}

  static async start(): Promise<RedisSentinels> {
    const master = await RedisServer.start(...OPTIONS);
    const replica = await RedisServer.start(...OPTIONS, '--replicaof', `127.0.0.1 ${master.port}`);
    const sentinels = await Promise.all(Array.from({ length: SENTINELS }, () => RedisServer.startSentinel()));
    for (const sentinel of sentinels) {
      await sentinel.ask(async (redis) => {
        await redis.call('SENTINEL', 'MONITOR', NAME, '127.0.0.1', master.port, 2);
        await redis.call('SENTINEL', 'SET', NAME, 'down-after-milliseconds', 500, 'failover-timeout', 2_000);
      });
    }
    const started = new RedisSentinels(master, replica, sentinels);
    await started.knowEachOther();
    await replica.inSync();
    return started;
  }

  get url(): string {
    return `redis-sentinel://${this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${NAME}`;
  }

  /** Kills the master, whatever the key: it keeps them all. */
  killMasterOf(_key: string): Promise<void> {
    return this.master.kill();
  }

  /** The master, which keeps all keys, and its replica. */
  nodesOf(_key: string): Promise<Replication> {
    return Promise.resolve({ master: this.master, replicas: [this.replica] });
  }

  /** Forgets all data. */
  flush(): Promise<void> {
    return this.master.flush();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.sentinels, this.replica, this.master].map((server) => server.stop()));
  }

  private async knowEachOther(): Promise<void> {
    for (const sentinel of this.sentinels) {
      for (;;) {
        const facts = String(await sentinel.ask((redis) => redis.call('SENTINEL', 'MASTER', NAME)));
        if (facts.includes('num-slaves,1') && facts.includes(`num-other-sentinels,${SENTINELS - 1}`)) break;
        await sleep(POLL_MS);
      }
    }
  }
}
