import { CacheManager } from '../cache/cache.manager.js';
import { resolveOptions } from '../cache/resolve-options.js';
import { HttpTarget } from './http-target.js';
import { loadStreams } from './load-streams.js';
import type { LoadedStream } from './load-streams.js';
import { LocalTarget } from './local-target.js';
import type { Progress } from './progress.js';
import { ReplayCase } from './replay-case.js';
import type { ReplayOptions } from './replay-options.js';
import type { ReplayTarget } from './replay-target.js';
import type { ReportRow } from './report.js';

/**
 * Replays recordings, each into a scope of its own (strategy `replay`, user after the file), or all into one scope of a running
 * app. All files are read before the first is replayed.
 */
export async function replay(options: ReplayOptions, progress: Progress): Promise<readonly ReportRow[]> {
  const streams = await loadStreams(options);
  if (options.app !== null) {
    const { url, scope } = options.app;
    return replayEach(streams, () => HttpTarget.connect(url, scope), progress);
  }
  const manager = new CacheManager(resolveOptions({ store: options.storeUrl }));
  try {
    return await replayEach(streams, (name) => localTarget(manager, name), progress);
  } finally {
    await closeAll(manager);
  }
}

async function replayEach(
  streams: readonly LoadedStream[],
  targetOf: (name: string) => Promise<ReplayTarget>,
  progress: Progress,
): Promise<readonly ReportRow[]> {
  const rows: ReportRow[] = [];
  for (const { name, lines, starts, notes } of streams) {
    const target = await targetOf(name);
    progress.begin(name, lines.length);
    try {
      const result = await new ReplayCase(lines, target, starts).run(() => progress.step());
      rows.push({ name, result: { ...result, notes: [...notes, ...result.notes] } });
    } finally {
      progress.end();
    }
  }
  return rows;
}

async function localTarget(manager: CacheManager, name: string): Promise<ReplayTarget> {
  return new LocalTarget(await manager.open({ strategyId: 'replay', userId: name }));
}

/** @throws what kept a scope from being saved. */
async function closeAll(manager: CacheManager): Promise<void> {
  const [failure] = await manager.closeAll();
  if (failure !== undefined) throw failure;
}
