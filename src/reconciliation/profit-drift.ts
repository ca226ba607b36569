import { fromFixedPoint, magnitude, SCALE } from '../decimal/fixed-point.js';
import { legKey } from '../ledger/leg.js';
import type { CheckedPosition } from './check-snapshot.js';
import type { ProfitDrift } from './difference.js';

/** Exchanges round each fill's profit to 8 digits; what many of them add up to is still below this, in `10^-18`. */
const TOLERANCE = 10n ** 12n;

/** What was realized here, in `10^-18`. */
export interface RealizedProfit {
  readonly gross: bigint;
  /** After fees. */
  readonly net: bigint;
  /** After fees, funding and corrections. */
  readonly netWithAdjustments: bigint;
}

/** A position here, as far as its profit is compared. */
export interface ComparedPosition extends RealizedProfit {
  /** Signed, in `10^-18`. */
  readonly quantity: bigint;
  readonly openedAt: number | null;
}

interface Seen extends ComparedPosition {
  readonly theirs: bigint;
}

/**
 * Watches whether exchanges realize what is counted here. Their sums begin anywhere, and are before fees, after them, or after funding too: so
 * it is compared how they change from one snapshot to the next, and any of these ways will do. The first snapshot after a start tells nothing.
 *
 * A snapshot of another quantity tells nothing either, because it is of another moment: exchanges push positions just before or after the
 * orders that explain them. What was realized by then is compared once both are at the same quantity again.
 */
export class ProfitWatch {
  private readonly seen = new Map<string, Seen>();

  /** @returns the drift since the snapshot before, or null. */
  compare(snapshot: CheckedPosition, ours: ComparedPosition): ProfitDrift | null {
    const { realizedPnl: theirs, symbol, positionSide } = snapshot;
    if (theirs === null || snapshot.quantity !== ours.quantity) return null;
    const key = legKey(snapshot);
    const before = this.seen.get(key);
    this.seen.set(key, { ...ours, theirs });
    if (before === undefined) return null;
    if (snapshot.realizedSinceOpening && ours.openedAt !== before.openedAt) return null;
    const said = theirs - before.theirs;
    const gross = ours.gross - before.gross;
    const ways = [gross, ours.net - before.net, ours.netWithAdjustments - before.netWithAdjustments];
    if (ways.some((counted) => magnitude(said - counted) <= TOLERANCE)) return null;
    return { symbol, positionSide, ours: fromFixedPoint(gross, SCALE), theirs: fromFixedPoint(said, SCALE) };
  }
}
