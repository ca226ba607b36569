import { setTimeout as sleep } from 'node:timers/promises';
import { RedisServer } from '../../support/redis-server.js';
import { seededRandom } from '../seeded-random.js';
import type { CycleRun, Findings } from './cycle.js';
import { inspect } from './inspect.js';
import { loadConfig } from './load-settings.js';
import { ScopeInRedis } from './scope-in-redis.js';

/**
 * Two processes open one scope at the same moment: exactly one gets it, and writes. The other is refused, naming the first, and leaves
 * no trace; or, in every second cycle, waits as a standby, and takes over with everything acknowledged when the first is killed or closes.
 */
export async function twoProcesses(
  { cycles, seed, loads, progress }: CycleRun,
  findings: Findings,
): Promise<void> {
  const random = seededRandom(seed);
  const server = await RedisServer.start('--appendonly', 'yes');
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      findings.begin(cycle);
      const strategyId = `two-${cycle}`;
      const scope = new ScopeInRedis(server, strategyId);
      const isStandby = cycle % 2 === 0;
      const sides = [];
      for (const exchange of ['left', 'right']) {
        const config = {
          ...loadConfig(server.url, strategyId, { seed: seed + cycle, exchange }),
          onConflict: isStandby ? ('standby' as const) : ('fail' as const),
        };
        const load = loads.start(config);
        sides.push({
          exchange,
          config,
          load,
          settled: load.until(() => load.isOpen || load.refused !== null),
        });
        await sleep(random() * 60);
      }
      await Promise.race(sides.map(({ settled }) => settled));
      const winner = sides.find(({ load }) => load.isOpen);
      const loser = sides.find((side) => side !== winner);
      if (winner === undefined || loser === undefined)
        throw new Error('the first to be answered was refused');
      const holder = await scope.holder();
      winner.load.run();
      await winner.load.acknowledgedTimes(10 + Math.floor(random() * 40));
      if (!isStandby) await loser.settled;
      if (loser.load.isOpen) findings.fault('both have the scope');
      if ((await scope.holder()) !== holder) findings.fault('the holder changed');
      if (isStandby) {
        const kills = random() < 0.5;
        await (kills ? winner.load.kill() : winner.load.close());
        await loser.load.opened();
        loser.load.run();
        await loser.load.acknowledgedTimes(10);
        findings.count(kills ? 'taken over after a kill' : 'taken over after a close');
      } else {
        const { refused } = loser.load;
        if (!refused?.includes('SCOPE_HELD') || !refused.includes(`process ${winner.load.pid} `))
          findings.fault(`the second is not told that ${winner.load.pid} has the scope: ${refused}`);
        findings.count('refused');
      }
      for (const { load } of sides) await load.kill();
      for (const { config, load } of sides) {
        findings.fault(...load.faults);
        findings.acknowledged += load.acknowledged;
        findings.judge(await inspect(config, load.bounds));
      }
      if (!isStandby && (await scope.recordsOf(loser.exchange)).size > 0)
        findings.fault('the one that was refused has written');
      progress(
        `${winner.exchange} got it and wrote ${winner.load.acknowledged}; the other ${loser.load.acknowledged}`,
      );
    }
  } finally {
    await server.stop();
  }
}
