import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisServer } from '../test/support/redis-server.js';
import { CacheManager } from '../src/cache/cache.manager.js';
import type { CacheService } from '../src/cache/cache.service.js';
import { resolveOptions } from '../src/cache/resolve-options.js';
import type { Durability } from '../src/cache/writer.js';
import type { OrderUpdate } from '../src/orders/order.js';
import type { StateStore } from '../src/stores/state-store.js';
import type { RecordCodec } from '../src/stores/record-codec.js';

const LONG_S = 600;

/** A scope that is open on a store. */
export interface OpenScope {
  readonly cache: CacheService;
  readonly close: () => Promise<void>;
}

/** Runs a bench on an empty redis-server of its own, which keeps nothing on disk unless options of it say so. */
export async function withRedis<T>(
  bench: (server: RedisServer) => Promise<T>,
  ...options: readonly string[]
): Promise<T> {
  const server = await RedisServer.start(...options);
  try {
    return await bench(server);
  } finally {
    await server.stop();
  }
}

/** Runs a bench with an empty folder of its own. */
export async function withFolder<T>(bench: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await bench(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens a scope, and loads what the store has of it. */
export async function openScope(
  store: string | StateStore,
  durability: Durability,
  strategyId: string = 'bench',
  codec: RecordCodec | null = null,
): Promise<OpenScope> {
  const manager = new CacheManager(
    resolveOptions({ strategyId, userId: 'bench', store, durability, codec, closeTimeout: LONG_S }),
  );
  await manager.startAll();
  const close = async (): Promise<void> => {
    const [failure] = await manager.closeAll();
    if (failure !== undefined) throw failure;
  };
  return { cache: manager.cache(), close };
}

/** Merges updates into their orders; positions do not move, so that only orders have changed. */
export function merge(cache: CacheService, updates: readonly OrderUpdate[]): void {
  for (const update of updates) assertApplied(cache.orderStatusUpdate(update).outcome);
}

export function apply(cache: CacheService, updates: readonly OrderUpdate[]): void {
  for (const update of updates) assertApplied(cache.applyUpdate(update).outcome);
}

function assertApplied(outcome: string): void {
  if (outcome !== 'applied') throw new Error(`an update of the workload was ${outcome}`);
}
