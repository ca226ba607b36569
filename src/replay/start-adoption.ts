import type { LegStart } from './leg-start.js';
import { legKey, legOfOrder } from './leg.js';
import type { Leg, StartAdoption } from './replay-target.js';
import type { StreamLine } from './stream.js';

/**
 * A start as a snapshot that a target adopts. It is of the millisecond before the leg's first report, so that every fill of the
 * stream comes after it, in whatever order the reports are delivered.
 */
export function startAdoption(leg: Leg, start: LegStart, lines: readonly StreamLine[]): StartAdoption {
  const key = legKey(leg);
  const updates = lines.flatMap((line) =>
    line.kind === 'order' && legKey(legOfOrder(line)) === key ? [line.update] : [],
  );
  const first = updates.reduce((least, { timestamp }) => Math.min(least, timestamp ?? least), Infinity);
  return {
    leg,
    signedAmount: start.signedAmount,
    entryPrice: start.entryPrice,
    contractSize: updates.find(({ contractSize }) => contractSize != null)?.contractSize ?? null,
    timestamp: first === Infinity ? 0 : Math.max(0, first - 1),
  };
}
