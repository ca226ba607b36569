import { CacheManager } from '../cache/cache.manager.js';
import { resolveOptions } from '../cache/resolve-options.js';
import { HttpTarget } from './http-target.js';
import { LocalTarget } from './local-target.js';
import type { Progress } from './progress.js';
import { ReplayCase } from './replay-case.js';
import { ReplayUsageError } from './replay.errors.js';
import { caseName } from './replay-options.js';
import type { ReplayOptions } from './replay-options.js';
import type { ReplayTarget } from './replay-target.js';
import { hasMapper } from './raw-update.js';
import { readStream } from './read-stream.js';
import type { ReportRow } from './report.js';
import type { StreamLine } from './stream.js';

type NamedStream = readonly [name: string, lines: readonly StreamLine[]];

/**
 * Replays recordings, each into a scope of its own (strategy `replay`, user after the file), or all into one scope of a running
 * app. All files are read before the first is replayed.
 */
export async function replay(options: ReplayOptions, progress: Progress): Promise<readonly ReportRow[]> {
  const streams: NamedStream[] = [];
  for (const file of options.files) streams.push([caseName(file), await readStream(file, options.isRaw)]);
  assertStartsMatter(options, streams);
  if (options.app !== null) {
    const { url, scope } = options.app;
    return replayEach(streams, () => HttpTarget.connect(url, scope), options, progress);
  }
  const manager = new CacheManager(resolveOptions({ store: options.storeUrl }));
  try {
    return await replayEach(streams, (name) => localTarget(manager, name), options, progress);
  } finally {
    await closeAll(manager);
  }
}

/** @throws {ReplayUsageError} if `--start` names a symbol that is in none of the recordings. */
function assertStartsMatter({ starts }: ReplayOptions, streams: readonly NamedStream[]): void {
  const symbols = new Set(
    streams.flatMap(([, lines]) =>
      lines.map((line) => (line.kind === 'order' ? line.update.symbol : line.position.symbol)),
    ),
  );
  for (const symbol of starts.keys()) {
    if (symbols.has(symbol)) continue;
    throw new ReplayUsageError(
      `--start names ${symbol}, which is in none of the files. Give one of ${[...symbols].join(', ')}.`,
    );
  }
}

async function replayEach(
  streams: readonly NamedStream[],
  targetOf: (name: string) => Promise<ReplayTarget>,
  { starts, isRaw }: ReplayOptions,
  progress: Progress,
): Promise<readonly ReportRow[]> {
  const rows: ReportRow[] = [];
  for (const [name, lines] of streams) {
    const target = await targetOf(name);
    progress.begin(name, lines.length);
    try {
      const result = await new ReplayCase(name, lines, target, starts).run(() => progress.step());
      const notes = isRaw ? unmappedNotes(lines) : [];
      rows.push({ name, result: { ...result, notes: [...notes, ...result.notes] } });
    } finally {
      progress.end();
    }
  }
  return rows;
}

/** What `--raw` could not do. */
function unmappedNotes(lines: readonly StreamLine[]): string[] {
  const unmapped = new Set(lines.map(({ exchange }) => exchange).filter((exchange) => !hasMapper(exchange)));
  return Array.from(
    unmapped,
    (exchange) => `no mapper of ${exchange}: its normalized orders were taken, not the raw messages`,
  );
}

async function localTarget(manager: CacheManager, name: string): Promise<ReplayTarget> {
  return new LocalTarget(await manager.open({ strategyId: 'replay', userId: name }));
}

/** @throws what kept a scope from being saved. */
async function closeAll(manager: CacheManager): Promise<void> {
  const [failure] = await manager.closeAll();
  if (failure !== undefined) throw failure;
}
