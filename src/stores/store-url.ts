import { MemoryStateStore } from './memory/memory.state-store.js';
import { LmdbStateStore } from './lmdb/lmdb.state-store.js';
import type { StateStore } from './state-store.js';
import { InvalidStoreUrlError } from './store.errors.js';

/**
 * Opens the store that a URL names: `file:` and a folder (absolute, or relative to the working directory), or `memory:`.
 *
 * @throws {InvalidStoreUrlError} saying what is allowed.
 */
export function openStateStore(url: string): Promise<StateStore> {
  if (url === 'memory:') return Promise.resolve(new MemoryStateStore());
  const folder = /^file:(?:\/\/(?=\/))?(?<path>.+)$/s.exec(url)?.groups?.['path'];
  if (folder === undefined) return Promise.reject(new InvalidStoreUrlError());
  try {
    return Promise.resolve(new LmdbStateStore(decodeURIComponent(folder)));
  } catch {
    return Promise.reject(new InvalidStoreUrlError());
  }
}
