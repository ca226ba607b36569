import type { LegStart, LegStarts } from './leg-start.js';
import { firstOrders, legKey, legOfOrder } from './leg.js';
import { ReplayUsageError } from './replay.errors.js';
import type { Leg } from './replay-target.js';
import type { StartOption } from './start-option.js';
import type { StreamLine } from './stream.js';

/** A stream that starts may be meant for. */
interface Candidate {
  readonly name: string;
  readonly lines: readonly StreamLine[];
}

interface Match {
  readonly stream: number;
  readonly leg: Leg;
}

/**
 * Which leg of which stream each `--start` is meant for. A leg that several streams have is not guessed.
 *
 * @returns the starts of each stream, in the order of the streams.
 * @throws {ReplayUsageError} if a start is meant for no leg, for several, or for one that has a start.
 */
export function matchStarts(
  options: readonly StartOption[],
  streams: readonly Candidate[],
): readonly LegStarts[] {
  const legs = streams.flatMap(({ lines }, stream) =>
    firstOrders(lines).map((line): Match => ({ stream, leg: legOfOrder(line) })),
  );
  const starts = streams.map(() => new Map<string, LegStart>());
  for (const option of options) {
    const { stream, leg } = theMatch(option, legs, streams);
    const ofStream = starts[stream] as Map<string, LegStart>;
    if (ofStream.has(legKey(leg)))
      throw new ReplayUsageError(`--start ${option.text} is the second of ${legKey(leg)}. Give one.`);
    ofStream.set(legKey(leg), option.start);
  }
  return starts;
}

function theMatch(
  { text, name, positionSide }: StartOption,
  legs: readonly Match[],
  streams: readonly Candidate[],
): Match {
  const matches = legs.filter(
    ({ leg }) =>
      leg.positionSide === positionSide && (leg.symbol === name || `${leg.exchange}:${leg.symbol}` === name),
  );
  const [first, ...others] = matches;
  if (first === undefined) {
    const known = [...new Set(legs.map(({ leg }) => startName(leg)))].join(', ') || 'none';
    throw new ReplayUsageError(
      `--start ${text} names a leg of which no file has orders. The legs with orders: ${known}.`,
    );
  }
  if (others.length > 0) {
    const where = matches.map(
      ({ stream, leg }) => `${startName(leg)} in ${(streams[stream] as Candidate).name}`,
    );
    throw new ReplayUsageError(
      `--start ${text} may mean ${where.join(' or ')}. Write its exchange before the symbol, or replay these files one after the other.`,
    );
  }
  return first;
}

function startName({ exchange, symbol, positionSide }: Leg): string {
  return `${exchange}:${symbol}:${positionSide}`;
}
