import { RedisServer } from '../../support/redis-server.js';
import { seededRandom } from '../seeded-random.js';
import { AppendOnlyFile } from './append-only-file.js';
import type { CycleRun, Findings } from './cycle.js';
import { inspect } from './inspect.js';
import { loadConfig } from './load-settings.js';
import { ScopeInRedis } from './scope-in-redis.js';

/**
 * Kills redis-server with `appendfsync everysec`, and cuts the end of its append-only file off, which is what a loss of power does to
 * it: acknowledged commits are gone. The writer lives, finds the gap, and writes them again.
 */
export async function serverGap(
  { cycles, seed, loads, progress }: CycleRun,
  findings: Findings,
): Promise<void> {
  const random = seededRandom(seed);
  const server = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'everysec');
  let gone = 0;
  try {
    const file = await AppendOnlyFile.of(server);
    for (let cycle = 1; cycle <= cycles; cycle++) {
      findings.begin(cycle);
      const config = loadConfig(server.url, `gap-${cycle}`, { seed: seed + cycle });
      const scope = new ScopeInRedis(server, config.strategyId);
      const load = loads.start(config);
      await load.opened();
      load.run();
      await load.acknowledgedTimes(2);
      const begin = file.size;
      await load.acknowledgedTimes(10 + Math.floor(random() * 40));
      await server.kill();
      file.cutTo(Math.floor(begin + (file.size - begin) * random()));
      // Nobody writes while it is looked at what is left.
      load.suspend();
      await server.start();
      const left = await scope.sequence();
      const started = process.hrtime.bigint();
      load.resume();
      const missing = Math.max(0, (load.acknowledgements.at(-1)?.sequence ?? 0) - left);
      gone += missing;
      await load.acknowledgementSince(started, load.acknowledged + 1);
      await load.kill();
      findings.fault(...load.faults);
      findings.acknowledged += load.acknowledged;
      const lost = findings.judge(await inspect(config, load.bounds));
      progress(`${missing} batches gone, ${load.acknowledged} acknowledged in the end, ${lost} lost`);
    }
  } finally {
    await server.stop();
  }
  findings.count('acknowledged batches that the server had lost', gone);
  if (gone === 0) findings.fault('the server never lost anything, so that nothing was healed');
}
