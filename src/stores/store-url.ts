import { MemoryStateStore } from './memory/memory.state-store.js';
import type { StateStore } from './state-store.js';
import { InvalidStoreUrlError } from './store.errors.js';

/**
 * Opens the store that a URL names: `file:` and a folder (absolute, or relative to the working directory), or `memory:`.
 *
 * @throws {InvalidStoreUrlError} saying what is allowed.
 */
export async function openStateStore(url: string): Promise<StateStore> {
  if (url === 'memory:') return new MemoryStateStore();
  const folder = folderOf(url);
  // Loaded when it is used: whoever keeps state elsewhere needs no native module.
  const { LmdbStateStore } = await import('./lmdb/lmdb.state-store.js');
  return new LmdbStateStore(folder);
}

function folderOf(url: string): string {
  const folder = /^file:(?:\/\/(?=\/))?(?<path>.+)$/s.exec(url)?.groups?.['path'];
  if (folder === undefined) throw new InvalidStoreUrlError();
  try {
    return decodeURIComponent(folder);
  } catch {
    throw new InvalidStoreUrlError();
  }
}
