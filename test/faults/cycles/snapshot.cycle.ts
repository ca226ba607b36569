import { RedisServer } from '../../support/redis-server.js';
import { seededRandom } from '../seeded-random.js';
import type { CycleRun, Findings } from './cycle.js';
import { ExpectedBook } from './expected-book.js';
import { inspect } from './inspect.js';
import { loadConfig } from './load-settings.js';
import { ScopeInRedis } from './scope-in-redis.js';

/** About how many updates leave as many records as a batch takes. */
const UPDATES_A_BATCH = 350;

/**
 * Starts Redis from an older snapshot under a live writer, which heals it. In every second cycle the writer is killed in mid-healing: then
 * the store must be valid, and no older than the snapshot; else everything acknowledged must be there.
 */
export async function snapshot(
  { cycles, seed, loads, progress }: CycleRun,
  findings: Findings,
): Promise<void> {
  const random = seededRandom(seed);
  const server = await RedisServer.start();
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      findings.begin(cycle);
      const config = loadConfig(server.url, `snapshot-${cycle}`, { seed: seed + cycle });
      const scope = new ScopeInRedis(server, config.strategyId);
      const load = loads.start(config);
      await load.opened();
      load.run();
      await load.acknowledgedTimes(50 + Math.floor(random() * 200));
      const inSnapshot = load.acknowledged;
      await server.ask((redis) => redis.save());
      await load.acknowledgedTimes(load.acknowledgements.length + 20 + Math.floor(random() * 60));
      await server.kill();
      load.suspend();
      await server.start();
      const left = await scope.sequence();
      const { acknowledged } = load;
      const last = load.acknowledgements.at(-1)?.sequence ?? 0;
      if (left >= last) findings.fault(`the snapshot is not older: it has ${left} batches of ${last}`);
      const restarted = process.hrtime.bigint();
      const isKilled = cycle % 2 === 0;
      load.resume();
      if (isKilled) await scope.reaches(left + Math.floor((random() * load.sent) / UPDATES_A_BATCH));
      else await load.acknowledgementSince(restarted, acknowledged + 1);
      await load.kill();
      findings.fault(...load.faults);
      findings.acknowledged += acknowledged;

      const book = new ExpectedBook(config.stream);
      // Whoever was killed in mid-healing may leave what is older than what was acknowledged.
      const behind = (await inspect(config, { acknowledged, sent: load.sent }, book)).lost;
      const promised = isKilled ? inSnapshot : load.acknowledged;
      const lost = findings.judge(await inspect(config, { acknowledged: promised, sent: load.sent }, book));
      if (behind > 0) findings.count('killed in mid-healing: valid and older');
      else findings.count(isKilled ? 'killed when it was healed' : 'healed');
      progress(
        `back from ${acknowledged} to ${inSnapshot}, ${isKilled ? 'killed' : 'healed'}: ${behind} behind, ${lost} lost`,
      );
    }
  } finally {
    await server.stop();
  }
}
