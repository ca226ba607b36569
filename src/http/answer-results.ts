import type { CacheService } from '../cache/cache.service.js';
import type { Survives } from '../stores/batch.js';
import { StoreUnavailableError } from '../stores/store.errors.js';
import type { DurableQuery } from './durable.query.js';
import { NotDurableError } from './http.errors.js';
import { STORE_TIMEOUT_MS } from './store-timeout.js';

/** What became of each item of a request, in its order. */
export interface ResultsAnswer<Result> {
  readonly results: readonly Result[];
  /** What the changes survive; only where the answer waited for the store. */
  readonly survives?: Survives;
}

/**
 * Answers what became of changes: at once, or where the caller asks for it when the store has them.
 *
 * @throws {NotDurableError} with the results, if the store does not confirm in time.
 */
export async function answerResults<Result>(
  cache: CacheService,
  results: readonly Result[],
  { durable }: DurableQuery,
): Promise<ResultsAnswer<Result>> {
  if (durable === 'false') return { results };
  try {
    const { survives } = await cache.flush({ timeoutMs: STORE_TIMEOUT_MS });
    return { results, survives };
  } catch (error) {
    throw error instanceof StoreUnavailableError ? new NotDurableError(results, error) : error;
  }
}
