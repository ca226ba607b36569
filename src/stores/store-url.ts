import { MemoryStateStore } from './memory/memory.state-store.js';
import type { StateStore } from './state-store.js';
import { InvalidStoreUrlError } from './store.errors.js';

/**
 * Opens the store that a URL names.
 *
 * @throws {InvalidStoreUrlError} saying what is allowed.
 */
export function openStateStore(url: string): Promise<StateStore> {
  if (url === 'memory:') return Promise.resolve(new MemoryStateStore());
  return Promise.reject(new InvalidStoreUrlError());
}
