import { habitsOf } from './exchange-habits.js';
import type { LegStart } from './leg-start.js';
import { legKey, legOfOrder, legOfPosition, orderName } from './leg.js';
import type { Leg, ReplayTarget } from './replay-target.js';
import { SaidComparison } from './said-comparison.js';
import type { PositionSaid, StreamLine } from './stream.js';
import { counted } from '../errors/counted.js';
import type { Verdict } from './verdict.js';

/**
 * Compares the position as of the time of each fill with the exchange's push of that fill: the k-th push of a leg is of its k-th
 * fill. Only for exchanges that push once a fill; of several fills of one millisecond, the last is compared.
 *
 * @param target holds the whole stream.
 */
export async function comparePositionsAtFills(
  lines: readonly StreamLine[],
  leg: Leg,
  start: LegStart | null,
  target: ReplayTarget,
  verdict: Verdict,
): Promise<void> {
  if (habitsOf(leg.exchange).positionsTell !== 'next-fill') return;
  const pushes = pushesOfFills(lines, leg);
  if (pushes.length === 0) return;
  const times = fillTimes(lines, leg);
  if (times === null || times.length !== pushes.length) {
    const fills = times === null ? 'fills without a time' : counted(times.length, 'fill');
    verdict.note(
      `${legKey(leg)} has ${counted(pushes.length, 'position message')} of ${fills}: the position as of each fill is not compared`,
    );
    return;
  }
  const comparison = new SaidComparison(leg, start, verdict);
  for (const [at, time] of times.entries()) {
    if (times[at + 1] === time) continue;
    const held = await target.positionAt(leg, time);
    comparison.compare(pushes[at] as PositionSaid, held, BigInt(at + 1), `as of ${time}`);
  }
}

function pushesOfFills(lines: readonly StreamLine[], leg: Leg): PositionSaid[] {
  return lines.flatMap((line) =>
    line.kind === 'position' && line.isOfFill && legKey(legOfPosition(line)) === legKey(leg)
      ? [line.position]
      : [],
  );
}

/**
 * When each fill of a leg was, earliest first; null if one has no time. A fill is a cumulative amount of an order that a report
 * gives together with a fill; reports may come twice or late.
 */
function fillTimes(lines: readonly StreamLine[], leg: Leg): number[] | null {
  const times = new Map<string, number>();
  for (const line of lines) {
    if (line.kind !== 'order' || legKey(legOfOrder(line)) !== legKey(leg)) continue;
    const { update } = line;
    if (!isAboveZero(update.lastFilled)) continue;
    if (update.timestamp == null) return null;
    const fill = `${orderName(update)}/${update.tradeId ?? update.filled}`;
    times.set(fill, Math.min(update.timestamp, times.get(fill) ?? Infinity));
  }
  return [...times.values()].sort((left, right) => left - right);
}

function isAboveZero(amount: string | null | undefined): boolean {
  return amount != null && /[1-9]/.test(amount);
}
