import type { LegStarts } from './leg-start.js';
import { matchStarts } from './match-starts.js';
import { hasMapper } from './raw-update.js';
import { readStream } from './read-stream.js';
import { caseName } from './replay-options.js';
import { ReplayUsageError } from './replay.errors.js';
import type { ReplayOptions } from './replay-options.js';
import type { StreamLine } from './stream.js';

/** A recording that was read. */
export interface LoadedStream {
  readonly name: string;
  readonly lines: readonly StreamLine[];
  /** What was held when it began, by leg; a leg without one was flat. */
  readonly starts: LegStarts;
  /** What `--raw` could not do. */
  readonly notes: readonly string[];
}

/**
 * Reads all recordings and matches their starts, before any is replayed.
 *
 * @throws {StreamFormatError} naming a line that is not one.
 * @throws {ReplayUsageError} if a file cannot be read, none has a message, or a start does not fit the recordings.
 */
export async function loadStreams({ files, starts, isRaw }: ReplayOptions): Promise<LoadedStream[]> {
  const streams: { readonly name: string; readonly lines: readonly StreamLine[] }[] = [];
  for (const file of files) streams.push({ name: caseName(file), lines: await readStream(file, isRaw) });
  if (streams.every(({ lines }) => lines.length === 0))
    throw new ReplayUsageError(
      `No message is in ${files.join(', ')}: there is nothing to replay. Name a recording that has some.`,
    );
  const matched = matchStarts(starts, streams);
  return streams.map(({ name, lines }, at) => ({
    name,
    lines,
    starts: matched[at] as LegStarts,
    notes: isRaw ? unmappedNotes(lines) : [],
  }));
}

function unmappedNotes(lines: readonly StreamLine[]): string[] {
  const unmapped = new Set(lines.map(({ exchange }) => exchange).filter((exchange) => !hasMapper(exchange)));
  return Array.from(
    unmapped,
    (exchange) => `no mapper of ${exchange}: its normalized orders were taken, not the raw messages`,
  );
}
