import type { CacheService } from '../cache/cache.service.js';
import type { Survives } from '../stores/batch.js';
import { StoreUnavailableError } from '../stores/store.errors.js';
import type { DurableQuery } from './durable.query.js';
import { NotDurableError } from './http.errors.js';
import { STORE_TIMEOUT_MS } from './store-timeout.js';

/** What changes survive; only where the answer waited for the store. */
export interface Survival {
  readonly survives?: Survives;
}

/**
 * Waits until the store has the changes, where the caller asks for it.
 *
 * @param results what became of the changes.
 * @throws {NotDurableError} with the results, if the store does not confirm in time.
 */
export async function whenDurable(
  cache: CacheService,
  { durable }: DurableQuery,
  results: readonly unknown[] = [],
): Promise<Survival> {
  if (durable === 'false') return {};
  try {
    const { survives } = await cache.flush({ timeoutMs: STORE_TIMEOUT_MS });
    return { survives };
  } catch (error) {
    throw error instanceof StoreUnavailableError ? new NotDurableError(results, error) : error;
  }
}
