import type { CacheService } from '../cache/cache.service.js';
import type { DurableQuery } from './durable.query.js';
import { whenDurable } from './when-durable.js';
import type { Survival } from './when-durable.js';

/** What became of each item of a request, in its order. */
export interface ResultsAnswer<Result> extends Survival {
  readonly results: readonly Result[];
}

/**
 * Answers what became of changes: at once, or where the caller asks for it when the store has them.
 *
 * @throws {NotDurableError} with the results, if the store does not confirm in time.
 */
export async function answerResults<Result>(
  cache: CacheService,
  results: readonly Result[],
  durable: DurableQuery,
): Promise<ResultsAnswer<Result>> {
  return { results, ...(await whenDurable(cache, durable, results)) };
}
