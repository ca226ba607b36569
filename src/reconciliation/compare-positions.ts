import { fromFixedPoint, magnitude, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import { priceFor } from '../ledger/contract-cost.js';
import { heldQuantity } from '../ledger/leg-quantity.js';
import { legKey } from '../ledger/leg.js';
import type { LegWithState } from '../positions/position.service.js';
import type { CheckedPosition } from './check-snapshot.js';
import type { PositionDifference } from './difference.js';

/** A difference, and what the exchange says of the position: null where the snapshot does not have it. */
export interface FoundDifference {
  readonly difference: PositionDifference;
  readonly ours: LegWithState | null;
  readonly theirs: CheckedPosition | null;
}

/** Compares positions with what an exchange says of them. A leg that is missing is closed only in a complete snapshot. */
export function comparePositions(
  ours: readonly LegWithState[],
  theirs: readonly CheckedPosition[],
  complete: boolean,
): FoundDifference[] {
  const known = new Map(ours.map((record) => [legKey(record), record]));
  const found = theirs.flatMap((each): FoundDifference[] => {
    const record = known.get(legKey(each)) ?? null;
    known.delete(legKey(each));
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

function differenceOf(ours: LegWithState | null, theirs: CheckedPosition): PositionDifference | null {
  const held = ours === null ? 0n : heldQuantity(ours);
  const amounts = [fromFixedPoint(held), fromFixedPoint(theirs.quantity)] as const;
  if (held !== theirs.quantity) {
    const kind = held === 0n ? 'opened' : theirs.quantity === 0n ? 'closed' : 'quantity';
    return difference(theirs, kind, ...amounts);
  }
  if (ours === null || held === 0n || theirs.entryPrice === null) return null;
  const entry = priceFor(ours.kind, magnitude(held), ours.cost);
  // Exchanges round in several ways: what is at most one unit of their last digit apart is the same.
  const isSame = magnitude(entry - theirs.entryPrice) <= powerOfTen(SCALE - theirs.entryDigits);
  return isSame
    ? null
    : difference(theirs, 'entry', fromFixedPoint(entry), fromFixedPoint(theirs.entryPrice));
}

function difference(
  { symbol, positionSide }: Pick<LegWithState, 'symbol' | 'positionSide'>,
  kind: PositionDifference['kind'],
  ours: string,
  theirs: string,
): PositionDifference {
  return { symbol, positionSide, kind, ours, theirs };
}
