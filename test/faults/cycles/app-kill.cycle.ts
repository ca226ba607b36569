import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisServer } from '../../support/redis-server.js';
import { seededRandom } from '../seeded-random.js';
import type { Cycle } from './cycle.js';
import { ExpectedBook } from './expected-book.js';
import { inspect } from './inspect.js';
import { loadConfig } from './load-settings.js';

/** After so many cycles a new scope begins, so that none grows without end. */
const CYCLES_A_SCOPE = 10;
/** How often a process is killed while it still opens the scope. */
const KILLED_AT_START = 0.1;
/** How often orders that have ended leave memory before they are told of again. */
const EXPIRED_BEFORE = 0.1;
/** Nobody else wants the scope meanwhile. */
const LEASE_MS = 100;

/** Where state is kept during a run, of its own and gone afterwards. */
interface Place {
  readonly url: string;
  stop(): Promise<void>;
}

const PLACES = {
  redis: (): Promise<Place> => RedisServer.start('--appendonly', 'yes'),
  file: (): Promise<Place> => Promise.resolve(newFolder()),
};

/**
 * Kills the writing process at random moments, also while it opens. The next one begins some updates before the last that was acknowledged, as
 * an exchange does that sends again; after each kill all that was acknowledged must be there, and counted once.
 */
export function appKill(kind: keyof typeof PLACES): Cycle {
  return async ({ cycles, seed, loads, progress }, findings) => {
    const random = seededRandom(seed);
    const place = await PLACES[kind]();
    try {
      let config = { ...loadConfig(place.url, '', { seed }), leaseMs: LEASE_MS };
      let book = new ExpectedBook(config.stream);
      let bounds = { acknowledged: 0, sent: 0 };
      for (let cycle = 1; cycle <= cycles; cycle++) {
        findings.begin(cycle);
        if (cycle % CYCLES_A_SCOPE === 1) {
          config = {
            ...config,
            strategyId: `kill-${cycle}`,
            stream: { ...config.stream, seed: seed + cycle },
          };
          book = new ExpectedBook(config.stream);
          bounds = { acknowledged: 0, sent: 0 };
        }
        if (random() < EXPIRED_BEFORE) await sleep(config.expireTime * 1_000);
        const load = loads.start({
          ...config,
          from: Math.max(1, bounds.acknowledged - Math.floor(random() * 200)),
        });
        if (random() < KILLED_AT_START) {
          await sleep(random() * 500);
          findings.count('killed while opening');
        } else {
          await load.opened();
          load.run();
          await load.acknowledgedTimes(1 + Math.floor(random() * 60));
          await sleep(random() * 30);
        }
        await load.kill();
        findings.fault(...load.faults);
        if (load.ended !== null) findings.fault(`the load ended by itself: ${load.ended.message}`);
        findings.acknowledged += Math.max(0, load.acknowledged - bounds.acknowledged);
        bounds = {
          acknowledged: Math.max(bounds.acknowledged, load.acknowledged),
          sent: Math.max(bounds.sent, load.sent),
        };
        const lost = findings.judge(await inspect(config, bounds, book));
        progress(`killed at update ${bounds.sent}, ${bounds.acknowledged} acknowledged, ${lost} lost`);
      }
    } finally {
      await place.stop();
    }
  };
}

function newFolder(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'cycles-'));
  return {
    url: `file:${folder}`,
    stop: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}
