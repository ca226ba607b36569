import { fromFixedPoint, magnitude, powerOfTen, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import { compareFills } from './canonical-order.js';
import { costAt } from './contract-cost.js';
import type { CumulativePoint, Evidence } from './evidence.js';
import type { Execution } from './execution.js';
import { compareTimes, earliest, isOfExchange, latest } from './message-time.js';
import type { OrderFill } from './order-fill.js';

/** What inference needs to know beside the evidence. */
export interface InferenceTerms {
  readonly kind: InstrumentKind;
  /** The order's limit price; null if it has none. */
  readonly limitPrice: string | null;
  /** The time of the latest snapshot that was adopted from one time on and before another; null if none was. */
  readonly snapshotBetween: (from: number, before: number) => number | null;
}

/** A rounding error of the price above one in this many is too much to derive a price from costs. */
const PRECISION = 1_000n;
const NO_NAMES = { id: null, clientOrderId: null };

/**
 * The fills of an order whose executions do not account for all that was reported: those with an id, those without one that no trade stands
 * for, and one for each hole between cumulative points.
 *
 * @param missing what is to be counted beyond the executions with an id and a price, in `10^-18`.
 */
export function inferFills(
  evidence: Evidence,
  counted: readonly Execution[],
  missing: bigint,
  terms: InferenceTerms,
): readonly OrderFill[] {
  const named = counted.filter(({ tradeId }) => tradeId !== null);
  const axis = new Axis(evidence, counted);
  axis.standFor(
    named
      .filter(({ end }) => end === null)
      .sort((left, right) => compareFills(left, NO_NAMES, right, NO_NAMES)),
    missing,
  );
  const priced = named.filter(({ price }) => price !== null);
  return [...priced, ...axis.fills(terms)];
}

/** A stretch of the cumulative quantity, from `start` to `end` in `10^-18`, and how much of it no trade stands for. */
interface Stretch {
  readonly start: bigint;
  readonly end: bigint;
  /** The execution without an id that is here, or the one with an id whose price nothing told; null where there is a hole. */
  readonly execution: Execution | null;
  /** Its cost where that is known (see `costAt`). */
  readonly price: bigint | null;
  /** Reports told more of the execution than its trade, at this price. */
  readonly isRest: boolean;
  readonly told: string | null;
  left: bigint;
  /** The cost of the trades that stand for a part of it. */
  standIn: { quantity: bigint; cost: (kind: InstrumentKind) => bigint }[];
}

/** The reports between which a stretch was filled: the last that does not have it, and the first that has (ms). */
interface StretchTimes {
  readonly from: number;
  readonly until: number;
}

/** How well a trade fits where it stands for something, the best first: by its time and size, by its time, or only because nothing fits better. */
const FITS: readonly ((trade: Execution, times: StretchTimes, isItsSize: boolean) => boolean)[] = [
  (trade, times, isItsSize) => isItsSize && isWithin(trade, times),
  isWithin,
  () => true,
];

function isWithin({ at }: Execution, { from, until }: StretchTimes): boolean {
  return !isOfExchange(at) || (at >= from && at <= until);
}

/** The cumulative quantity of an order, and what is known of each part of it. */
class Axis {
  private readonly stretches: Stretch[] = [];

  constructor(
    private readonly evidence: Evidence,
    counted: readonly Execution[],
  ) {
    const placed = counted
      .flatMap((execution) =>
        execution.end === null ? [] : [{ execution, end: toFixedPoint(execution.end) }],
      )
      .sort(byEndThenName);
    const cuts = evidence.points.map(({ filled }) => toFixedPoint(filled));
    const reach = cuts.at(-1) ?? 0n;
    let at = 0n;
    for (const { execution, end } of placed) {
      const start = end - toFixedPoint(execution.span as string);
      if (end <= at) continue;
      if (start > at) this.addHoles(at, start, cuts);
      this.addExecution(execution, start > at ? start : at, end);
      at = end;
    }
    if (reach > at) this.addHoles(at, reach, cuts);
  }

  /** Lets trades without a place stand for what they are most likely to be, so that `missing` is left. */
  standFor(trades: readonly Execution[], missing: bigint): void {
    const total = this.stretches.reduce((sum, { left }) => sum + left, 0n);
    let excess = total - missing;
    const pool = trades.map((trade) => ({ trade, left: toFixedPoint(trade.quantity) }));
    for (const isAtOnce of [true, false]) {
      for (const each of pool) {
        const stretch = this.stretches.find((one) => isExecutionOf(one, each.trade, each.left, isAtOnce));
        if (stretch === undefined || excess < each.left) continue;
        excess -= this.take(stretch, each, each.left);
      }
    }
    const times = this.timesOfStretches();
    for (const isHole of [true, false]) {
      for (const fits of FITS) {
        for (const each of pool) {
          for (const [at, stretch] of this.stretches.entries()) {
            if (excess <= 0n || each.left === 0n) break;
            if ((stretch.price === null) !== isHole || stretch.left === 0n) continue;
            if (fits(each.trade, times[at] as StretchTimes, each.left === stretch.left))
              excess -= this.take(stretch, each, excess);
          }
        }
      }
    }
    // Executions that contradict each other: what is too much goes from the end.
    for (const stretch of this.stretches.toReversed()) {
      if (excess <= 0n) break;
      const gone = stretch.left < excess ? stretch.left : excess;
      stretch.left -= gone;
      excess -= gone;
    }
  }

  /** Between which reports each stretch was filled. */
  private timesOfStretches(): StretchTimes[] {
    const { points } = this.evidence;
    return this.stretches.map(({ start, end }) => {
      let [from, until] = [-Infinity, Infinity];
      for (const { filled, first, last } of points) {
        const quantity = toFixedPoint(filled);
        if (quantity <= start && isOfExchange(last) && last > from) from = last;
        if (quantity >= end && isOfExchange(first) && first < until) until = first;
      }
      return { from, until };
    });
  }

  /** The fills of all that no trade stands for. */
  fills(terms: InferenceTerms): OrderFill[] {
    return this.stretches.flatMap((stretch) => {
      if (stretch.left === 0n) return [];
      if (stretch.price === null) return [this.inferred(stretch, terms)];
      const { execution, left } = stretch;
      const known = execution as Execution;
      if (stretch.isRest) return [restOf(stretch, known)];
      return [
        left === toFixedPoint(known.quantity) ? known : { ...asFill(known), quantity: fromFixedPoint(left) },
      ];
    });
  }

  private take(stretch: Stretch, each: { readonly trade: Execution; left: bigint }, limit: bigint): bigint {
    let taken = stretch.left < each.left ? stretch.left : each.left;
    if (taken > limit) taken = limit;
    if (taken === 0n) return 0n;
    stretch.left -= taken;
    each.left -= taken;
    const { price } = each.trade;
    const quantity = taken;
    if (price !== null)
      stretch.standIn.push({ quantity, cost: (kind) => costAt(kind, quantity, toFixedPoint(price)) });
    return taken;
  }

  /** Its span, and behind it what reports told of it that a trade contradicts. */
  private addExecution(execution: Execution, start: bigint, end: bigint): void {
    const quantity = toFixedPoint(execution.quantity);
    const middle = start + quantity < end ? start + quantity : end;
    const price = execution.price === null ? null : toFixedPoint(execution.price);
    const size = middle - start;
    const isNamed = execution.tradeId !== null && price !== null;
    this.stretches.push({
      start,
      end: middle,
      execution: isNamed ? null : execution,
      price,
      isRest: false,
      told: null,
      left: isNamed ? 0n : size,
      standIn: isNamed ? [{ quantity: size, cost: (kind) => costAt(kind, size, price) }] : [],
    });
    if (middle === end) return;
    const told =
      execution.words?.find((word) => !word.byTrade && word.price !== null)?.price ?? execution.price;
    const toldPrice = told === null ? null : toFixedPoint(told);
    this.stretches.push({
      start: middle,
      end,
      execution,
      told,
      price: toldPrice,
      isRest: true,
      left: end - middle,
      standIn: [],
    });
  }

  private addHoles(from: bigint, to: bigint, cuts: readonly bigint[]): void {
    let start = from;
    for (const cut of [...cuts.filter((each) => each > from && each < to), to]) {
      this.stretches.push({
        start,
        end: cut,
        execution: null,
        price: null,
        isRest: false,
        told: null,
        left: cut - start,
        standIn: [],
      });
      start = cut;
    }
  }

  private inferred(stretch: Stretch, terms: InferenceTerms): OrderFill {
    const { execution, left } = stretch;
    const at = this.timeOf(stretch, terms);
    const point = this.pointAbove(stretch.end);
    const price = this.priceOf(stretch, terms);
    return {
      tradeId: execution?.tradeId ?? null,
      quantity: fromFixedPoint(left),
      price: price.price,
      fee: execution?.fee ?? null,
      feeCurrency: execution?.feeCurrency ?? null,
      liquidity: execution?.liquidity ?? null,
      at,
      end: fromFixedPoint(stretch.end),
      ...(price.cost !== null && { cost: price.cost }),
      inferred: true,
      ...(price.estimated && { estimated: true }),
      ...(execution === null && point?.namesLast === true && { missed: true }),
    };
  }

  /** Its cost is what the cumulative costs around it leave, unless rounding makes that too coarse. */
  private priceOf(
    { end, left }: Stretch,
    { kind, limitPrice }: InferenceTerms,
  ): { readonly price: string | null; readonly cost: bigint | null; readonly estimated: boolean } {
    const above = this.evidence.points.find(
      ({ filled, average }) => average !== null && toFixedPoint(filled) >= end,
    );
    if (above === undefined || above.average === null) return this.guessed(limitPrice);
    const below = this.evidence.points.findLast(
      ({ filled, average }) =>
        average !== null && toFixedPoint(filled) < end && toFixedPoint(filled) <= end - left,
    );
    const [from, to] = [toFixedPoint(below?.filled ?? '0'), toFixedPoint(above.filled)];
    const price = toFixedPoint(above.average);
    const total = costAt(kind, to, price);
    const start = below?.average == null ? 0n : costAt(kind, from, toFixedPoint(below.average));
    const among = this.stretches.filter((each) => each.start >= from && each.end <= to);
    const known = among.reduce((sum, each) => sum + knownCost(each, kind), 0n);
    const unknown = among.reduce((sum, each) => sum + (each.price === null ? each.left : 0n), 0n);
    const cost = total - start - known;
    const isAlone = unknown === to;
    const unit = above.averageDigits === 0 ? 0n : powerOfTen(SCALE - above.averageDigits);
    const isTooCoarse = !isAlone && unit * total * PRECISION > 2n * magnitude(cost) * price;
    // Nothing is unknown there where what contradicts itself reaches over a cumulative figure.
    // Costs of before and after a trade was taken back cannot be compared.
    if (cost <= 0n || unknown === 0n || isTooCoarse || this.evidence.busts.length > 0)
      return { price: above.average, cost: null, estimated: true };
    if (isAlone) return { price: above.average, cost: null, estimated: false };
    if (unknown === left) return { price: null, cost, estimated: false };
    return { price: null, cost: (cost * left) / unknown, estimated: false };
  }

  /** Where no average tells the price: the limit, else that of another execution of the order. */
  private guessed(limitPrice: string | null): ReturnType<Axis['priceOf']> {
    const other = this.evidence.executions.all.find(({ price }) => price !== null);
    const average = this.evidence.points.findLast((point) => point.average !== null)?.average;
    const price = average ?? limitPrice ?? other?.price ?? null;
    return { price, cost: null, estimated: true };
  }

  /**
   * As late as the earliest report that has it. Where a report shows that a message was missed, a snapshot that was adopted since the report
   * before has the fill already: it stands just before that.
   */
  private timeOf(stretch: Stretch, { snapshotBetween }: InferenceTerms): number {
    const { points, executions } = this.evidence;
    const above = points.filter(({ filled }) => toFixedPoint(filled) >= stretch.end);
    const first = above.reduce<number | null>(
      (at, point) => (at === null ? point.first : earliest(at, point.first)),
      null,
    );
    const told = first ?? stretch.execution?.at ?? 0;
    if (stretch.execution !== null) return stretch.execution.at;
    if (this.pointAbove(stretch.end)?.namesLast !== true) return told;
    let before: number | null = null;
    for (const { filled, last } of points)
      if (toFixedPoint(filled) <= stretch.start) before = before === null ? last : latest(before, last);
    for (const { end, at } of executions.all)
      if (end !== null && toFixedPoint(end) <= stretch.start)
        before = before === null ? at : latest(before, at);
    if (before === null || compareTimes(before, told) >= 0) return told;
    return snapshotBetween(before, told) ?? told;
  }

  private pointAbove(end: bigint): CumulativePoint | undefined {
    return this.evidence.points.find(({ filled }) => toFixedPoint(filled) >= end);
  }
}

/** Whether a trade is the execution that a report told of without an id. */
function isExecutionOf(stretch: Stretch, trade: Execution, left: bigint, isAtOnce: boolean): boolean {
  const { execution } = stretch;
  if (
    execution === null ||
    execution.tradeId !== null ||
    stretch.isRest ||
    stretch.left !== left ||
    left === 0n
  )
    return false;
  return (
    execution.quantity === trade.quantity &&
    execution.price === trade.price &&
    (!isAtOnce || execution.at === trade.at)
  );
}

function knownCost(stretch: Stretch, kind: InstrumentKind): bigint {
  const standIn = stretch.standIn.reduce((sum, each) => sum + each.cost(kind), 0n);
  return stretch.price === null || stretch.execution === null
    ? standIn
    : standIn + costAt(kind, stretch.left, stretch.price);
}

function byEndThenName(
  left: { readonly execution: Execution; readonly end: bigint },
  right: { readonly execution: Execution; readonly end: bigint },
): number {
  if (left.end !== right.end) return left.end < right.end ? -1 : 1;
  return compareFills(left.execution, NO_NAMES, right.execution, NO_NAMES);
}

/** What reports told of an execution beyond its trade. */
function restOf({ told: price, left: quantity, end }: Stretch, { at }: Execution): OrderFill {
  const told = { tradeId: null, fee: null, feeCurrency: null, liquidity: null };
  return { ...told, quantity: fromFixedPoint(quantity), price, at, end: fromFixedPoint(end), inferred: true };
}

function asFill({ tradeId, quantity, price, fee, feeCurrency, liquidity, at, end }: Execution): OrderFill {
  return { tradeId, quantity, price, fee, feeCurrency, liquidity, at, end };
}
