import type { StateStore } from '../../stores/state-store.js';
import { ScopeHeldError } from '../../stores/store.errors.js';
import { holder, SCOPE } from './conformance-bench.js';
import { holds, sameValue } from './expectations.js';

/** Lets each store acquire at once, each for another holder. Exactly one must win, and each other name it. */
export async function raceFor(stores: readonly StateStore[]): Promise<void> {
  const attempts = stores.map((store, number) => store.acquire(SCOPE, holder(number)));
  const results = await Promise.allSettled(attempts);
  const winners = results.flatMap(({ status }, number) => (status === 'fulfilled' ? [number] : []));
  sameValue(winners.length, 1, `how many of ${stores.length} got the scope`);
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const error: unknown = result.reason;
    holds(error instanceof ScopeHeldError, `a loser must get ScopeHeldError, and got ${String(error)}`);
    sameValue(error.holder, holder(winners[0] as number), 'the holder that a loser is told');
  }
}
