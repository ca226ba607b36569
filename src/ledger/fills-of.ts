import { addAmount, addAmounts, NO_AMOUNTS, subtractAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import { compareFills } from './canonical-order.js';
import type { Evidence } from './evidence.js';
import type { Execution } from './execution.js';
import { inferFills } from './inferred-fills.js';
import type { InferenceTerms } from './inferred-fills.js';
import { compareTimes } from './message-time.js';
import { feesOfFill } from './order-fill.js';
import type { OrderFill } from './order-fill.js';

const NO_NAMES = { id: null, clientOrderId: null };

/**
 * The fills of an order: a function of its evidence.
 *
 * - Each trade id is a fill. Where these account for all that was reported, they are all there is.
 * - Else executions without an id are fills, as far as trades do not stand for them.
 * - What is left of the reported quantity is inferred, one fill for each hole.
 *
 * @returns null where the executions are the fills, each as it stands.
 */
export function fillsOf(evidence: Evidence, terms: InferenceTerms): readonly OrderFill[] | null {
  const { cumFees } = evidence;
  const all = evidence.executions.all;
  const told = toldBy(evidence, terms);
  const fills = cumFees === null ? told : withCumulativeFees(told, evidence);
  return fills === all ? null : fills;
}

function toldBy(evidence: Evidence, terms: InferenceTerms): readonly OrderFill[] {
  const { busts, points, executions } = evidence;
  if (busts.length === 0)
    return evidence.isExplained ? executions.all : completed(evidence, executions.all, terms);
  const isToldBefore = points.every(({ last }) => busts.every(({ at }) => compareTimes(at, last) > 0));
  // What was reported has the trades that were taken back later, at their prices: they are taken out of what it makes.
  if (isToldBefore)
    return completed({ ...evidence, busts: [] }, executions.all, terms).filter(isNotIn(busts));
  return completed(evidence, executions.all.filter(isNotIn(busts)), terms);
}

/** The quantity of fills, in `10^-18`. */
export function sumOfQuantities(fills: Iterable<{ readonly quantity: string }>): bigint {
  let sum = 0n;
  for (const { quantity } of fills) sum += toFixedPoint(quantity);
  return sum;
}

/** The reported quantity without what trades that were taken back had in it, in `10^-18`. */
export function standingQuantity({ points, executions, busts }: Evidence): bigint {
  if (busts.length === 0) return toFixedPoint(points.at(-1)?.filled ?? '0');
  let standing = 0n;
  for (const { filled, last } of points) {
    const gone = executions.all.filter(({ tradeId }) =>
      busts.some((bust) => bust.tradeId === tradeId && compareTimes(bust.at, last) > 0),
    );
    const quantity = toFixedPoint(filled) - sumOfQuantities(gone);
    if (quantity > standing) standing = quantity;
  }
  return standing;
}

function isNotIn(busts: Evidence['busts']): (fill: { readonly tradeId: string | null }) => boolean {
  const gone = new Set(busts.map(({ tradeId }) => tradeId));
  return ({ tradeId }) => tradeId === null || !gone.has(tradeId);
}

function completed(
  evidence: Evidence,
  counted: readonly Execution[],
  terms: InferenceTerms,
): readonly OrderFill[] {
  const named = counted.filter(({ tradeId }) => tradeId !== null);
  const priced = named.filter(({ price }) => price !== null);
  const standing = standingQuantity(evidence);
  const sum = sumOfQuantities(named);
  const isComplete = sum >= standing && priced.length === named.length;
  if (isComplete) return named.length === counted.length ? counted : named;
  const missing = (sum > standing ? sum : standing) - sumOfQuantities(priced);
  return inferFills(evidence, counted, missing, terms);
}

/**
 * Gives fills their part of the order's cumulative fees: what those say beyond the fees that fills told goes to the last fill up to there whose fee is not
 * known, else to the last one.
 */
function withCumulativeFees(fills: readonly OrderFill[], evidence: Evidence): readonly OrderFill[] {
  const statements = feeStatements(evidence);
  const sorted = [...fills].sort((left, right) => compareFills(left, NO_NAMES, right, NO_NAMES));
  const given = new Map<OrderFill, Amounts>();
  let [at, reach] = [0, 0n];
  let stated: Amounts = NO_AMOUNTS;
  let told: Amounts = NO_AMOUNTS;
  for (const { filled, amounts } of statements) {
    let unknown: OrderFill | null = null;
    let last: OrderFill | null = sorted[at - 1] ?? null;
    for (let next = sorted[at]; next !== undefined; next = sorted[++at]) {
      const end = reach + toFixedPoint(next.quantity);
      if (end > filled) break;
      reach = end;
      last = next;
      if (next.fee === null) unknown = next;
      told = addAmounts(told, feesOfFill(next));
    }
    const taker = unknown ?? last;
    const rest = subtractAmounts(subtractAmounts(amounts, stated), told);
    if (taker === null) continue;
    if (rest.length > 0 || taker === unknown)
      given.set(taker, addAmounts(given.get(taker) ?? feesOfFill(taker), rest));
    stated = amounts;
    told = NO_AMOUNTS;
  }
  if (given.size === 0) return fills;
  return fills.map((fill) => {
    const fees = given.get(fill);
    return fees === undefined ? fill : { ...plainFill(fill), fees };
  });
}

interface FeeStatement {
  readonly filled: bigint;
  readonly amounts: Amounts;
}

/** What was said of cumulative fees, by rising quantity: the last statement, and before it those at fills whose own fee nothing told. */
function feeStatements({ cumFees, executions, points }: Evidence): readonly FeeStatement[] {
  if (cumFees === null) return [];
  const largest = { filled: toFixedPoint(cumFees.filled), amounts: cumFees.amounts };
  const before = new Map<bigint, Amounts>();
  for (const { end, cumFees: amounts } of executions.all)
    if (amounts !== null && end !== null) before.set(toFixedPoint(end), amounts);
  for (const { filled, cumFees: amounts } of points)
    if (amounts !== null) before.set(toFixedPoint(filled), amounts);
  return [
    ...Array.from(before, ([filled, amounts]) => ({ filled, amounts })).filter(
      ({ filled }) => filled < largest.filled,
    ),
    largest,
  ].sort((left, right) => (left.filled < right.filled ? -1 : 1));
}

/** An execution as a fill that can be completed. */
export function plainFill(fill: OrderFill): OrderFill {
  const { tradeId, quantity, price, fee, feeCurrency, liquidity, at, end } = fill;
  const { cost, inferred, estimated, missed } = fill;
  return {
    tradeId,
    quantity,
    price,
    fee,
    feeCurrency,
    liquidity,
    at,
    end,
    ...(cost !== undefined && { cost }),
    ...(inferred === true && { inferred }),
    ...(estimated === true && { estimated }),
    ...(missed === true && { missed }),
  };
}

/** The fees of fills, added up. */
export function sumOfFees(fills: Iterable<OrderFill>): Amounts {
  let sum: Amounts = NO_AMOUNTS;
  for (const fill of fills) {
    if (fill.fees !== undefined) sum = addAmounts(sum, fill.fees);
    else if (fill.fee !== null && fill.fee !== '0' && fill.feeCurrency !== null)
      sum = addAmount(sum, fill.feeCurrency, toFixedPoint(fill.fee));
  }
  return sum;
}
