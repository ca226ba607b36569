import { RedisServer } from '../../support/redis-server.js';
import { seededRandom } from '../seeded-random.js';
import { BlockWatch } from './block-watch.js';
import type { Cycle } from './cycle.js';
import { inspect } from './inspect.js';
import { loadConfig } from './load-settings.js';
import { ScopeInRedis } from './scope-in-redis.js';

/** Updates that are acknowledged before Redis goes away. */
const BEFORE = 1_000;
const ORDERS = 100_000;
/** Each is accepted, and then filled. */
const UPDATES = BEFORE + 2 * ORDERS;
const NEVER_EXPIRED_S = 3_600;

export interface BacklogOptions {
  readonly symbols: number;
  /** The longest that Redis may be held (ms), by its own account. */
  readonly blockLimitMs: number;
}

/**
 * Orders are accepted and filled while Redis is away, and written when it is back: in the first cycle to the end; in the others the
 * writer is killed at a random moment of it, and the next one is told everything again.
 */
export function backlog({ symbols, blockLimitMs }: BacklogOptions): Cycle {
  return async ({ cycles, seed, loads, progress }, findings) => {
    const random = seededRandom(seed);
    const server = await RedisServer.start('--appendonly', 'yes', ...BlockWatch.OPTIONS);
    let batches = 0;
    try {
      for (let cycle = 1; cycle <= cycles; cycle++) {
        findings.begin(cycle);
        await server.flush();
        const stream = { seed: seed + cycle, symbols, live: 1, plain: true };
        const config = {
          ...loadConfig(server.url, `backlog-${cycle}`, stream),
          expireTime: NEVER_EXPIRED_S,
        };
        const scope = new ScopeInRedis(server, config.strategyId);
        const load = loads.start(config);
        await load.opened();
        load.run(BEFORE);
        await load.acknowledgementSince(0n, BEFORE);
        const before = await scope.sequence();
        await server.kill();
        load.run(UPDATES, Infinity);
        await load.at(UPDATES);
        await server.start();
        const watch = new BlockWatch(server);
        const began = performance.now();
        const isKilled = cycle > 1;
        let isWritten = false;
        const written = load.acknowledgementSince(0n, UPDATES).then(() => (isWritten = true));
        // It fails where the load is killed before.
        written.catch(() => undefined);
        // It may take fewer batches than the first time.
        if (isKilled) await scope.reaches(before + 1 + Math.floor(random() * batches), () => isWritten);
        else await written;
        const took = Math.round(performance.now() - began);
        const { byMonitor, byPing } = await watch.stop();
        await load.kill();
        const sent = (await scope.sequence()) - before;
        if (!isKilled) {
          batches = sent;
          findings.most('batches', sent);
          findings.most('written in (ms)', took);
        }
        findings.most('longest block of Redis (ms)', byMonitor);
        findings.most('longest PING (ms)', byPing);
        if (byMonitor > blockLimitMs) findings.fault(`Redis was held for ${byMonitor} ms`);
        findings.fault(...load.faults);
        findings.acknowledged += load.acknowledged;
        const lost = findings.judge(await inspect(config, load.bounds));
        if (isKilled) {
          const again = loads.start(config);
          await again.opened();
          again.run(UPDATES, Infinity);
          await again.acknowledgementSince(0n, UPDATES);
          await again.kill();
          findings.fault(...again.faults);
          findings.judge(await inspect(config, again.bounds));
        }
        const end = isKilled ? 'killed after' : 'all written by';
        progress(
          `${end} ${sent} batches and ${took} ms, block ${byMonitor} ms, PING ${byPing} ms, ${lost} lost`,
        );
      }
    } finally {
      await server.stop();
    }
  };
}
