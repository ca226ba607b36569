import { divideHalfEven, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import type { LegState } from '../ledger/leg-state.js';

/** By how much the realized profit of a leg, rounded to 18 digits, changed, in `10^-18`. */
export function realizedStep(before: LegState, after: LegState): bigint {
  if (after.realizedPnl === before.realizedPnl) return 0n;
  return rounded(after.realizedPnl) - rounded(before.realizedPnl);
}

function rounded(realizedPnl: bigint): bigint {
  return divideHalfEven(realizedPnl, powerOfTen(2 * SCALE));
}
