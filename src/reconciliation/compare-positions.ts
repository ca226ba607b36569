import { fromFixedPoint, magnitude, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import { priceFor } from '../positions/contract-cost.js';
import { deficitOf, heldQuantity } from '../positions/leg.js';
import { positionKey } from '../positions/position-entry.js';
import type { PositionRecord } from '../positions/position-record.js';
import type { CheckedPosition } from './check-snapshot.js';
import type { PositionDifference } from './difference.js';

/** A difference, and what the exchange says of the position: null where the snapshot does not have it. */
export interface FoundDifference {
  readonly difference: PositionDifference;
  readonly ours: PositionRecord | null;
  readonly theirs: CheckedPosition | null;
}

/** Compares positions with what an exchange says of them. A leg that is missing is closed only in a complete snapshot. */
export function comparePositions(
  ours: readonly PositionRecord[],
  theirs: readonly CheckedPosition[],
  complete: boolean,
): FoundDifference[] {
  const known = new Map(ours.map((record) => [positionKey(record), record]));
  const found = theirs.flatMap((each): FoundDifference[] => {
    const record = known.get(positionKey(each)) ?? null;
    known.delete(positionKey(each));
    const difference = differenceOf(record, each);
    return difference === null ? [] : [{ difference, ours: record, theirs: each }];
  });
  if (!complete) return found;
  const closed = [...known.values()].filter((record) => heldQuantity(record) !== 0n);
  return [
    ...found,
    ...closed.map((record) => ({
      difference: difference(record, 'closed', fromFixedPoint(record.quantity), '0'),
      ours: record,
      theirs: null,
    })),
  ];
}

/** A leg that owes something, and when the exchange said that nothing is held of it. */
export interface SettledLeg {
  readonly leg: PositionRecord;
  /** The exchange's time of it (ms), or null. */
  readonly asOf: number | null;
}

/**
 * Legs that are flat on both sides, but owe what was closed of them before it was opened: the exchange's word settles that. Otherwise the
 * next opening would pay for one that was missed, and the leg hold less than there.
 */
export function settledLegs(
  ours: readonly PositionRecord[],
  theirs: readonly CheckedPosition[],
  complete: boolean,
): SettledLeg[] {
  const told = new Map(theirs.map((each) => [positionKey(each), each]));
  return ours
    .filter((record) => deficitOf(record) !== 0n)
    .flatMap((leg) => {
      const their = told.get(positionKey(leg));
      if (their === undefined) return complete ? [{ leg, asOf: null }] : [];
      return their.quantity === 0n ? [{ leg, asOf: their.timestamp }] : [];
    });
}

function differenceOf(ours: PositionRecord | null, theirs: CheckedPosition): PositionDifference | null {
  const held = ours === null ? 0n : heldQuantity(ours);
  const amounts = [fromFixedPoint(held), fromFixedPoint(theirs.quantity)] as const;
  if (held !== theirs.quantity) {
    const kind = held === 0n ? 'opened' : theirs.quantity === 0n ? 'closed' : 'quantity';
    return difference(theirs, kind, ...amounts);
  }
  if (ours === null || held === 0n || theirs.entryPrice === null) return null;
  const entry = priceFor(ours.kind, magnitude(held), ours.cost);
  // Exchanges round in several ways: what is less than one unit of their last digit apart is the same.
  const isSame = magnitude(entry - theirs.entryPrice) < powerOfTen(SCALE - theirs.entryDigits);
  return isSame
    ? null
    : difference(theirs, 'entry', fromFixedPoint(entry), fromFixedPoint(theirs.entryPrice));
}

function difference(
  { symbol, positionSide }: Pick<PositionRecord, 'symbol' | 'positionSide'>,
  kind: PositionDifference['kind'],
  ours: string,
  theirs: string,
): PositionDifference {
  return { symbol, positionSide, kind, ours, theirs };
}
