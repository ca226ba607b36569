import { CacheManager } from '../cache/cache.manager.js';
import { resolveOptions } from '../cache/resolve-options.js';
import { loadStreams } from './load-streams.js';
import { LocalTarget } from './local-target.js';
import type { Progress } from './progress.js';
import type { ReplayOptions, ShuffleOptions } from './replay-options.js';
import type { DeliveryTarget } from './replay-target.js';
import { ShuffleCase } from './shuffle-case.js';
import type { ShuffleRow } from './shuffle-report.js';

/** Delivers each recording in random orders, each into a fresh scope in memory, and compares the end states. */
export async function shuffle(
  options: ReplayOptions,
  { deliveries, seed }: ShuffleOptions,
  progress: Progress,
): Promise<readonly ShuffleRow[]> {
  const rows: ShuffleRow[] = [];
  for (const { name, lines, starts, notes } of await loadStreams(options)) {
    progress.begin(name, deliveries + 1);
    try {
      const shuffled = new ShuffleCase(lines, starts, freshScope, deliveries, seed);
      const result = await shuffled.run(() => progress.step());
      rows.push({ name, result: { ...result, notes: [...notes, ...result.notes] } });
    } finally {
      progress.end();
    }
  }
  return rows;
}

/** A store in memory has nothing of any other delivery. */
async function freshScope(): Promise<DeliveryTarget> {
  const manager = new CacheManager(resolveOptions({ store: 'memory:' }));
  return new LocalTarget(await manager.open({ strategyId: 'replay', userId: 'delivery' }));
}
