import { addUnsigned } from '../decimal/fixed-point.js';
import { compareFills } from '../ledger/canonical-order.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Execution } from '../ledger/execution.js';
import type { OrderFigures } from './order-figures.js';

const NO_NAMES = { id: null, clientOrderId: null };

/**
 * The figures of an order whose executions are its fills, each as it stands, and add up to what was reported last: nearly all orders are so, and
 * theirs are at hand.
 *
 * @returns null where more is to be looked at (see `figuresAfter`).
 */
export function explainedFigures({
  executions,
  points,
  isExplained,
  cumFees,
  busts,
}: Evidence): OrderFigures | null {
  if (!isExplained || cumFees !== null || busts.length > 0 || executions.runs.length > 0) return null;
  const point = points.at(-1);
  if (point === undefined || point.average === null) return null;
  const { recent } = executions;
  if (sumOf(recent) !== point.filled) return null;
  return { filled: point.filled, average: point.average, last: lastOf(recent), fees: null, fills: null };
}

function sumOf(executions: readonly Execution[]): string {
  let sum = '0';
  for (const { quantity } of executions) sum = sum === '0' ? quantity : addUnsigned(sum, quantity);
  return sum;
}

function lastOf(executions: readonly Execution[]): Execution | null {
  let last: Execution | null = null;
  for (const each of executions)
    if (last === null || compareFills(last, NO_NAMES, each, NO_NAMES) <= 0) last = each;
  return last;
}
