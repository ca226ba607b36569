import { setTimeout as sleep } from 'node:timers/promises';
import { CacheManager } from '../../../src/cache/cache.manager.js';
import { resolveOptions } from '../../../src/cache/resolve-options.js';
import type { LoadConfig } from '../children/load-config.js';
import { USER } from '../children/load-config.js';
import { ExpectedBook } from './expected-book.js';
import { foundState } from './found-state.js';
import { verdictOn } from './verdict.js';
import type { Bounds, Verdict } from './verdict.js';

/** The longest that a failover and a lease may take together, and closing (ms). */
const LIMIT_MS = 30_000;

/**
 * What became of a load's stream: opens its scope as the next process does, waits for what is left of its last holder's lease, looks, and
 * gives it back. A scope that cannot be opened is a fault.
 */
export async function inspect(
  { store, strategyId, stream }: LoadConfig,
  bounds: Bounds,
  book = new ExpectedBook(stream),
): Promise<Verdict> {
  const options = { store, strategyId, userId: USER, startup: 'background', closeTimeout: 5 } as const;
  const manager = new CacheManager(resolveOptions(options));
  const cache = manager.cache();
  try {
    if (!(await isInTime(manager.startAll())))
      throw new Error(`it takes too long: ${cache.failure?.message}`);
    return verdictOn(await foundState(cache, stream.exchange), book, bounds);
  } catch (error) {
    return { lost: 0, miscounted: 0, faults: [`the scope could not be opened: ${String(error)}`] };
  } finally {
    await isInTime(manager.closeAll());
  }
}

function isInTime(work: Promise<unknown>): Promise<boolean> {
  return Promise.race([work.then(() => true), sleep(LIMIT_MS, false, { ref: false })]);
}
