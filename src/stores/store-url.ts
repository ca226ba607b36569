import { MemoryStateStore } from './memory/memory.state-store.js';
import type { ViewedStore } from './scope-view.js';
import type { StateStore } from './state-store.js';
import { redisLocation } from './redis/redis-url.js';
import { InvalidStoreUrlError, IoredisMissingError } from './store.errors.js';

/** What a store that is opened by URL must know beside it. */
export interface StoreSettings {
  /** How long a process that does not answer keeps others out (ms), where the store cannot tell that it is gone. */
  readonly leaseMs: number;
  /** The cache's own clock (ms since the epoch), by which records expire. */
  readonly now: () => number;
  /** What stands before all keys in a Redis; nothing unless given. */
  readonly keyPrefix?: string;
}

/** Looks at a URL without opening anything. @throws {InvalidStoreUrlError} if it names no store. */
export function assertStoreUrl(url: string): void {
  if (url === 'memory:') return;
  if (isRedis(url)) redisLocation(url);
  else folderOf(url);
}

/**
 * Opens the store that a URL names: `file:` and a folder (absolute, or relative to the working directory), `redis:` or `rediss:` and a
 * server, or `memory:`.
 *
 * @throws {InvalidStoreUrlError} saying what is allowed.
 * @throws {IoredisMissingError} if the URL is of a Redis, and ioredis is not installed.
 */
export async function openStateStore(url: string, settings: StoreSettings): Promise<StateStore> {
  if (url === 'memory:') return new MemoryStateStore(settings.now);
  // Each is loaded when it is used: nobody needs the native module of one, or the client of the other, for nothing.
  if (isRedis(url)) {
    const { RedisStateStore } = await withIoredis(import('./redis/redis.state-store.js'));
    return new RedisStateStore(url, settings);
  }
  const folder = folderOf(url);
  const { LmdbStateStore } = await import('./lmdb/lmdb.state-store.js');
  return new LmdbStateStore(folder, settings.now);
}

/**
 * Opens the store that a URL names to look at its scopes.
 *
 * @param keyPrefix what stands before all keys in a Redis.
 * @throws {InvalidStoreUrlError} if it names none, or one that nobody else can look into.
 */
export async function openViewedStore(url: string, keyPrefix: string = ''): Promise<ViewedStore> {
  if (url === 'memory:') throw new InvalidStoreUrlError();
  if (isRedis(url)) {
    const { RedisView } = await withIoredis(import('./redis/redis-view.js'));
    return new RedisView(url, keyPrefix);
  }
  const folder = folderOf(url);
  const { LmdbView } = await import('./lmdb/lmdb-view.js');
  return new LmdbView(folder);
}

function isRedis(url: string): boolean {
  return /^rediss?[:-]/.test(url);
}

/** A module that imports ioredis, which is a peer that only those who use Redis have. */
async function withIoredis<M>(loading: Promise<M>): Promise<M> {
  try {
    return await loading;
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    throw isMissing ? new IoredisMissingError({ cause }) : cause;
  }
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
