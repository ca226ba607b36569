import { setTimeout as sleep } from 'node:timers/promises';
import { RedisServer } from '../../support/redis-server.js';
import type { LoadConfig } from '../children/load-config.js';
import { seededRandom } from '../seeded-random.js';
import type { CycleRun, Findings } from './cycle.js';
import { inspect } from './inspect.js';
import { loadConfig } from './load-settings.js';
import { ScopeInRedis } from './scope-in-redis.js';

/** So that the stale writer has something of its own to write when it wakes. */
const LEAD = 3_000;

/**
 * Stops a writer in mid-write for longer than its lease, lets another process take the scope over, and wakes the first: it must say
 * that it is fenced, and write nothing, not even where the other one has written nothing either. In every third cycle the other one is
 * under load meanwhile.
 */
export async function staleWriter(
  { cycles, seed, loads, progress }: CycleRun,
  findings: Findings,
): Promise<void> {
  const random = seededRandom(seed);
  const server = await RedisServer.start('--appendonly', 'yes');
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      findings.begin(cycle);
      const strategyId = `stale-${cycle}`;
      const scope = new ScopeInRedis(server, strategyId);
      const configOf = (exchange: string): LoadConfig => ({
        ...loadConfig(server.url, strategyId, { seed: seed + cycle, exchange }),
        // Nothing leaves memory meanwhile, so that no record of the stale writer's has to change.
        expireTime: 3_600,
      });
      const staleConfig = configOf('stale');
      const stale = loads.start(staleConfig);
      await stale.opened();
      stale.run(Infinity, LEAD);
      await stale.acknowledgedTimes(1 + Math.floor(random() * 40));
      await sleep(random() * 10);
      stale.suspend();

      const nextConfig = configOf('next');
      const next = loads.start(nextConfig);
      await next.opened();
      const holder = await scope.holder();
      // None at all in a part of the cycles, so that the stale one's batch would be the next in number.
      const updates = random() < 0.4 ? 0 : Math.floor(random() * 600);
      next.run(updates);
      if (updates > 0) await next.acknowledgementSince(0n, updates);
      const before = { all: await scope.dump(), stale: await scope.recordsOf('stale') };
      const isUnderLoad = cycle % 3 === 0;
      if (isUnderLoad) next.run();

      stale.resume();
      await stale.until(() => stale.ended !== null);
      const { ended } = stale;
      if (ended?.code !== 'SCOPE_FENCED' || ended.next !== 'SCOPE_FENCED' || ended.state !== 'fenced')
        findings.fault(
          `the stale writer says ${ended?.code}, ${ended?.next}, ${ended?.state}: ${ended?.message}`,
        );
      if (!ended?.message.includes(`process ${next.pid} `))
        findings.fault(`the stale writer does not name process ${next.pid}: ${ended?.message}`);
      const after = { all: await scope.dump(), stale: await scope.recordsOf('stale') };
      if (!isUnderLoad && !isSame(before.all, after.all)) findings.fault('the store changed');
      if (!isSame(before.stale, after.stale)) findings.fault('records of the stale writer changed');
      if ((await scope.holder()) !== holder) findings.fault('the holder changed');
      await stale.kill();
      await next.kill();
      for (const [load, config] of [
        [stale, staleConfig],
        [next, nextConfig],
      ] as const) {
        findings.fault(...load.faults);
        findings.acknowledged += load.acknowledged;
        findings.judge(await inspect(config, load.bounds));
      }
      findings.count(isUnderLoad ? 'woken while the other writes' : 'store compared byte for byte');
      progress(
        `stopped after ${stale.acknowledged}, the next one wrote ${next.acknowledged}: ${ended?.code}`,
      );
    }
  } finally {
    await server.stop();
  }
}

function isSame(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): boolean {
  return before.size === after.size && [...before].every(([key, value]) => after.get(key) === value);
}
