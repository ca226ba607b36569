import { setTimeout as sleep } from 'node:timers/promises';
import type { Durability } from '../../../src/cache/writer.js';
import type { Replication } from '../../support/redis-cluster.js';
import { RedisCluster } from '../../support/redis-cluster.js';
import { RedisSentinels } from '../../support/redis-sentinel.js';
import type { RedisServer } from '../../support/redis-server.js';
import { seededRandom } from '../seeded-random.js';
import type { Cycle } from './cycle.js';
import { inspect } from './inspect.js';
import { loadConfig } from './load-settings.js';
import { keysOf } from './scope-in-redis.js';

const POLL_MS = 50;
const NS_A_MS = 1e6;
/** The longest that a writer may be without acknowledgements when its master dies (ms). */
const OUTAGE_LIMIT_MS = 15_000;

const DEPLOYMENTS = { cluster: RedisCluster, sentinel: RedisSentinels };

export interface FailoverOptions {
  readonly deployment: keyof typeof DEPLOYMENTS;
  readonly durability: Durability;
  /**
   * Whether the replica is cut off for some time before the master dies, and the writer dies with the master: nobody can heal then
   * what the replica does not have.
   */
  readonly isCut: boolean;
}

/**
 * Kills the master that keeps the scope, of a Cluster or under Sentinels. Whatever was acknowledged must be there, but where the replica was
 * cut off and had confirmed nothing: there some must be lost, or these cycles could not see a loss.
 */
export function failover({ deployment, durability, isCut }: FailoverOptions): Cycle {
  return async ({ cycles, seed, loads, progress }, findings) => {
    const random = seededRandom(seed);
    const isReplicated = durability === 'replicated';
    findings.mustLose = isCut && !isReplicated;
    for (let cycle = 1; cycle <= cycles; cycle++) {
      findings.begin(cycle);
      const redis = await DEPLOYMENTS[deployment].start();
      try {
        const strategyId = `failover-${cycle}`;
        const config = { ...loadConfig(redis.url, strategyId, { seed: seed + cycle }), durability };
        const load = loads.start(config);
        await load.opened();
        load.run();
        await load.acknowledgedTimes(10 + Math.floor(random() * 40));
        const nodes = await redis.nodesOf(keysOf(strategyId).meta);
        let told = '';
        if (isCut) {
          await cutOff(nodes);
          const cut = process.hrtime.bigint();
          await sleep(random() * 300);
          // Without the replica nothing more is acknowledged.
          if (!isReplicated) await load.acknowledgementSince(cut);
          else if (load.acknowledgements.some(({ began }) => began > cut))
            findings.fault('a commit was acknowledged that the replica cannot have');
          await nodes.master.kill();
          await load.kill();
          for (const replica of nodes.replicas) replica.resume();
          await promoted(nodes.replicas);
          if (redis instanceof RedisCluster) await redis.servesWithout(nodes.master);
        } else {
          const killed = process.hrtime.bigint();
          await nodes.master.kill();
          if (isReplicated) await comesBackAsReplica(nodes, deployment);
          const { resolved } = await load.acknowledgementSince(killed, load.acknowledged + 1);
          const outage = Math.round(Number(resolved - killed) / NS_A_MS);
          findings.most('longest outage (ms)', outage);
          if (outage > OUTAGE_LIMIT_MS) findings.fault(`nothing was acknowledged for ${outage} ms`);
          told = `, outage ${outage} ms`;
          await load.kill();
        }
        findings.fault(...load.faults);
        findings.acknowledged += load.acknowledged;
        const lost = findings.judge(await inspect(config, load.bounds));
        progress(`${load.acknowledged} acknowledged, ${lost} lost${told}`);
      } finally {
        await redis.stop();
      }
    }
  };
}

/** Nothing that the master is told from here on reaches its replicas: they stand still, and their connections are gone. */
async function cutOff({ master, replicas }: Replication): Promise<void> {
  for (const replica of replicas) replica.suspend();
  // What is on its way would still be read when they go on.
  await master.ask((redis) => redis.call('CLIENT', 'KILL', 'TYPE', 'replica'));
}

/** The dead master comes back as the replica of the one that took its place: a commit that replicas must confirm needs one. */
async function comesBackAsReplica(
  { master, replicas }: Replication,
  deployment: FailoverOptions['deployment'],
): Promise<void> {
  const next = await promoted(replicas);
  await master.start();
  // Sentinels would do the same, after some ten seconds.
  if (deployment === 'sentinel') await master.ask((redis) => redis.replicaof('127.0.0.1', next.port));
}

async function promoted(replicas: Replication['replicas']): Promise<RedisServer> {
  for (;;) {
    for (const replica of replicas) {
      // A Sentinel ends the connections of the one that it promotes, this one too.
      const role = await replica.ask((redis) => redis.role()).catch(() => 'not to be asked');
      if (String(role).startsWith('master')) return replica;
    }
    await sleep(POLL_MS);
  }
}
