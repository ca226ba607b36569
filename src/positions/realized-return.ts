import { divideHalfEven, fromFixedPoint, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import { profitOf } from '../ledger/contract-cost.js';
import type { LegState } from '../ledger/leg-state.js';

/** The profit of what was closed since a position was opened last, as a part of what it had been entered at. Null where nothing was. */
export function realizedReturn({
  kind,
  closedQuantity,
  closedEntryCost,
  closedExitCost,
}: Pick<LegState, 'kind' | 'closedQuantity' | 'closedEntryCost' | 'closedExitCost'>): string | null {
  if (closedEntryCost === 0n) return null;
  const profit = profitOf(kind, closedEntryCost, closedExitCost);
  return fromFixedPoint(
    divideHalfEven((closedQuantity > 0n ? profit : -profit) * powerOfTen(SCALE), closedEntryCost),
  );
}
