import { addAmount, largerAmounts, NO_AMOUNTS, sameAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { compareUnsigned } from '../decimal/decimal-text.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import type { CheckedUpdate } from './checked-update.js';
import { growsByLastFill } from './merge-fill.js';
import type { OrderRecord } from './order-record.js';

/** The part of an order record that tells its fees. */
export type FeeState = Pick<OrderRecord, 'fees' | 'feesAsOf' | 'tradeIds'>;

export const NO_FEES: FeeState = Object.freeze({
  fees: NO_AMOUNTS,
  feesAsOf: '0',
  tradeIds: Object.freeze([]),
});

/**
 * The fees after an update (rule 11): cumulative ones win where given; a single fee counts once per trade id, and without
 * a trade id only when it is sure to belong to what was just filled.
 *
 * @param grows whether `filled` grows by this update.
 * @param late whether the update speaks of the past.
 */
export function mergeFees(
  before: FeeState,
  filledBefore: string,
  update: CheckedUpdate,
  grows: boolean,
  late: boolean,
): FeeState {
  if (update.cumFees !== null) return withCumulativeFees(before, filledBefore, update, update.cumFees, late);
  if (update.fee === null || update.fee === '0' || update.feeCurrency === null) return before;
  if (update.tradeId === null) {
    if (!grows || !growsByLastFill(filledBefore, update)) return before;
    return {
      fees: addAmount(before.fees, update.feeCurrency, toFixedPoint(update.fee)),
      feesAsOf: before.feesAsOf,
      tradeIds: before.tradeIds,
    };
  }
  if (before.tradeIds.includes(update.tradeId)) return before;
  if (before.feesAsOf !== '0' && compareUnsigned(update.filled, before.feesAsOf) <= 0) return before;
  return {
    fees: addAmount(before.fees, update.feeCurrency, toFixedPoint(update.fee)),
    feesAsOf: before.feesAsOf,
    tradeIds: withOneMore(before.tradeIds, update.tradeId),
  };
}

/** Not spread: a list that is spread and added to keeps room for sixteen more, and there is one for each order. */
function withOneMore(ids: readonly string[], id: string): readonly string[] {
  // oxlint-disable-next-line unicorn/no-new-array -- the only way to a list of just this length
  const longer = new Array<string>(ids.length + 1);
  for (let at = 0; at < ids.length; at++) longer[at] = ids[at] as string;
  longer[ids.length] = id;
  return longer;
}

function withCumulativeFees(
  before: FeeState,
  filledBefore: string,
  update: CheckedUpdate,
  cumFees: Amounts,
  late: boolean,
): FeeState {
  const growth = compareUnsigned(update.filled, filledBefore);
  // A late update's sum is of an earlier moment: it tells something only where the known fees are of one that is earlier still.
  const wins = growth > 0 || (growth === 0 && !late) || before.fees.length === 0;
  const fees = wins ? cumFees : laterSum(before, update, cumFees);
  if (
    (!wins && fees === before.fees) ||
    (sameAmounts(before.fees, fees) && before.feesAsOf === update.filled)
  )
    return before;
  return { fees, feesAsOf: update.filled, tradeIds: before.tradeIds };
}

/** Of two sums that were told the one of more fills wins, whichever came first; what single fees added since stays. */
function laterSum(before: FeeState, update: CheckedUpdate, cumFees: Amounts): Amounts {
  const isLater = before.feesAsOf !== '0' && compareUnsigned(update.filled, before.feesAsOf) > 0;
  return isLater ? largerAmounts(before.fees, cumFees) : before.fees;
}
