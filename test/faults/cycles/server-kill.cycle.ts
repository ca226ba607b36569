import { setTimeout as sleep } from 'node:timers/promises';
import { RedisServer } from '../../support/redis-server.js';
import { seededRandom } from '../seeded-random.js';
import type { CycleRun, Findings } from './cycle.js';
import { inspect } from './inspect.js';
import { loadConfig } from './load-settings.js';

/**
 * Kills redis-server, with `appendfsync always`, and the writer with it: what was acknowledged said `survives: server`, and must be
 * there when the server is back, without anybody's help.
 */
export async function serverKill(
  { cycles, seed, loads, progress }: CycleRun,
  findings: Findings,
): Promise<void> {
  const random = seededRandom(seed);
  const server = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      findings.begin(cycle);
      const config = loadConfig(server.url, `server-${cycle}`, { seed: seed + cycle });
      const load = loads.start(config);
      await load.opened();
      load.run();
      await load.acknowledgedTimes(1 + Math.floor(random() * 60));
      await sleep(random() * 20);
      await server.kill();
      await sleep(random() * 100);
      await load.kill();
      await server.start();
      const others = load.acknowledgements.filter(({ survives }) => survives !== 'server');
      if (others.length > 0) findings.fault(`acknowledged as surviving ${others[0]?.survives}`);
      findings.fault(...load.faults);
      findings.acknowledged += load.acknowledged;
      const lost = findings.judge(await inspect(config, load.bounds));
      progress(`${load.acknowledged} acknowledged, ${lost} lost`);
    }
  } finally {
    await server.stop();
  }
}
