import { fromFixedPoint, magnitude, SCALE } from '../decimal/fixed-point.js';
import { positionKey } from '../positions/position-entry.js';
import type { CheckedPosition } from './check-snapshot.js';
import type { ProfitDrift } from './difference.js';

/** Exchanges round each fill's profit to 8 digits; what many of them add up to is still below this, in `10^-18`. */
const TOLERANCE = 10n ** 12n;

/** What was realized here, in `10^-18`. */
export interface RealizedProfit {
  readonly gross: bigint;
  readonly net: bigint;
}

interface Seen extends RealizedProfit {
  readonly theirs: bigint;
}

/**
 * Watches whether exchanges realize what is counted here. Their sums begin anywhere, and are before fees or after: so it is compared how
 * they change from one snapshot to the next, and either will do. The first snapshot after a start tells nothing.
 */
export class ProfitWatch {
  private readonly seen = new Map<string, Seen>();

  /** @returns the drift since the snapshot before, or null. */
  compare(snapshot: CheckedPosition, ours: RealizedProfit): ProfitDrift | null {
    const { realizedPnl: theirs, symbol, positionSide } = snapshot;
    if (theirs === null) return null;
    const key = positionKey(snapshot);
    const before = this.seen.get(key);
    this.seen.set(key, { ...ours, theirs });
    if (before === undefined) return null;
    const [gross, net, said] = [ours.gross - before.gross, ours.net - before.net, theirs - before.theirs];
    if (magnitude(said - gross) <= TOLERANCE || magnitude(said - net) <= TOLERANCE) return null;
    return { symbol, positionSide, ours: fromFixedPoint(gross, SCALE), theirs: fromFixedPoint(said, SCALE) };
  }
}
