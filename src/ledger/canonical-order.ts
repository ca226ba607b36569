import { compareUnsigned } from '../decimal/decimal-text.js';
import { instantOf } from './message-time.js';

/** What the place of a fill in a ledger follows from. */
export interface FillPlace {
  readonly at: number;
  readonly tradeId: string | null;
  readonly end: string | null;
}

/** The names of the order that a fill is of. */
export interface OrderNames {
  readonly id: string | null;
  readonly clientOrderId: string | null;
}

const INTEGER = /^(?:0|[1-9]\d*)$/;

/**
 * The order of fills in a ledger: by time, then by trade id, then by order, then by place in it. Below zero where the first comes before the
 * second.
 */
export function compareFills(
  left: FillPlace,
  leftOrder: OrderNames,
  right: FillPlace,
  rightOrder: OrderNames,
): number {
  return instantOf(left.at) - instantOf(right.at) || compareAtOnce(left, leftOrder, right, rightOrder);
}

function compareAtOnce(
  left: FillPlace,
  leftOrder: OrderNames,
  right: FillPlace,
  rightOrder: OrderNames,
): number {
  return (
    compareIds(left.tradeId, right.tradeId) ||
    compareIds(leftOrder.id ?? leftOrder.clientOrderId, rightOrder.id ?? rightOrder.clientOrderId) ||
    compareEnds(left.end, right.end)
  );
}

/** Ids that count up compare as the integers that they are, and come before all others; a missing one comes last. */
export function compareIds(left: string | null, right: string | null): number {
  if (left === right) return 0;
  if (left === null || right === null) return left === null ? 1 : -1;
  const isInteger = INTEGER.test(left);
  if (isInteger !== INTEGER.test(right)) return isInteger ? -1 : 1;
  if (isInteger && left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : 1;
}

function compareEnds(left: string | null, right: string | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  return compareUnsigned(left, right);
}
