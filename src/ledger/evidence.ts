import type { Amounts } from '../decimal/amounts.js';
import { sameAmounts } from '../decimal/amounts.js';
import { compareUnsigned } from '../decimal/decimal-text.js';
import { isSum, toFixedPoint } from '../decimal/fixed-point.js';
import { eitherFees, executionOf } from './execution.js';
import type { Execution, Liquidity } from './execution.js';
import { Executions, NO_EXECUTIONS } from './executions.js';
import { compareTimes, earliest, isOfExchange, latest } from './message-time.js';

/** What a report says of an order's executions: cumulative figures, and the last execution where it names one. */
export interface ReportedFigures {
  readonly filled: string;
  readonly average: string | null;
  /** Fraction digits of `average` as the exchange wrote it. */
  readonly averageDigits: number;
  readonly lastFilled: string | null;
  readonly lastFilledPrice: string | null;
  readonly tradeId: string | null;
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly liquidity: Liquidity | null;
  readonly cumFees: Amounts | null;
}

/** A cumulative quantity that reports told, with what they told of it. */
export interface CumulativePoint {
  readonly filled: string;
  readonly average: string | null;
  readonly averageDigits: number;
  readonly cumFees: Amounts | null;
  /** The earliest and the latest report of it. */
  readonly first: number;
  readonly last: number;
  /** Whether a report of it said how much its message itself filled: what it does not explain is a message that was missed. */
  readonly namesLast: boolean;
}

/** Cumulative fees as of a cumulative quantity: those of the largest. */
export interface CumulativeFees {
  readonly filled: string;
  readonly amounts: Amounts;
  readonly at: number;
}

/** A trade that was taken back. */
export interface Bust {
  readonly tradeId: string;
  readonly at: number;
}

/**
 * All that was reported of one order's executions. It is only joined: in whatever order messages come, and however often, it ends the same.
 * What later evidence cannot need is left out: a cumulative point below which every execution is known at its place and price.
 */
export interface Evidence {
  readonly executions: Executions;
  /** By rising quantity; the last is the largest that was reported. */
  readonly points: readonly CumulativePoint[];
  /** Whether executions with a place and a price explain all that was reported, one after the other, and there are no others. */
  readonly isExplained: boolean;
  /** Whether they explain what was reported from the last point but one to the last. */
  readonly isEndExplained: boolean;
  readonly cumFees: CumulativeFees | null;
  readonly busts: readonly Bust[];
}

export const NO_EVIDENCE: Evidence = Object.freeze({
  executions: NO_EXECUTIONS,
  points: Object.freeze([]),
  isExplained: false,
  isEndExplained: false,
  cumFees: null,
  busts: Object.freeze([]),
});

/**
 * The evidence of an order that nothing was filled of, as reports told. Most orders that are open have no other, and it takes a third of the
 * memory that its point alone takes.
 */
class Unfilled implements Evidence {
  constructor(
    private readonly first: number,
    private readonly last: number,
    private readonly namesLast: boolean,
  ) {}

  get executions(): Executions {
    return NO_EXECUTIONS;
  }

  get points(): readonly CumulativePoint[] {
    return [this.point];
  }

  get isExplained(): boolean {
    return false;
  }

  get isEndExplained(): boolean {
    return false;
  }

  get cumFees(): null {
    return null;
  }

  get busts(): Evidence['busts'] {
    return NO_EVIDENCE.busts;
  }

  /** With another report of nothing. */
  joined(point: CumulativePoint): Evidence {
    const known = this.point;
    const joined = joinPoint(known, point);
    return joined === known ? this : new Unfilled(joined.first, joined.last, joined.namesLast);
  }

  private get point(): CumulativePoint {
    const { first, last, namesLast } = this;
    return { filled: '0', average: null, averageDigits: 0, cumFees: null, first, last, namesLast };
  }
}

/** The evidence of an order that nothing was filled of, from the time of the first report of that to that of the latest. */
export function unfilledSince(first: number, last: number, namesLast: boolean): Evidence {
  return new Unfilled(first, last, namesLast);
}

/** Evidence that is explained, by executions that add up to the only point that is needed. */
export function explainedBy(executions: Executions, point: CumulativePoint): Evidence {
  const { busts } = NO_EVIDENCE;
  return { executions, points: [point], isExplained: true, isEndExplained: true, cumFees: null, busts };
}

/** Joins to evidence in full. @returns the same object where that says nothing new. */
function joinedInFull(evidence: Evidence, join: (full: Evidence) => Evidence): Evidence {
  if (!(evidence instanceof Unfilled)) return join(evidence);
  const { executions, points, isExplained, isEndExplained, cumFees, busts } = evidence;
  const full = { executions, points, isExplained, isEndExplained, cumFees, busts };
  const joined = join(full);
  return joined === full ? evidence : joined;
}

/** Evidence with a report. @param at its time (see `message-time.ts`). @returns the same object where the report says nothing new. */
export function joinReport(evidence: Evidence, report: ReportedFigures, at: number): Evidence {
  const { filled, lastFilled, cumFees } = report;
  if (filled === '0' && cumFees === null) {
    if (evidence === NO_EVIDENCE) return new Unfilled(at, at, lastFilled !== null);
    if (evidence instanceof Unfilled) return evidence.joined(pointOf(report, at));
  }
  return joinedInFull(evidence, (full) => joinFilling(full, report, at));
}

function joinFilling(evidence: Evidence, report: ReportedFigures, at: number): Evidence {
  const execution = executionIn(report, at);
  const executions = execution === null ? evidence.executions : evidence.executions.joined(execution);
  // One that is known is joined to what is known of it; one that is not is added at the end.
  const { recent } = executions;
  const isNew = execution !== null && recent[recent.length - 1] === execution;
  const point = pointOf(report, at);
  const told = laterFees(evidence.cumFees, report, at);
  const { busts } = evidence;
  if (executions === evidence.executions && evidence.isExplained)
    return withPointAlone(evidence, point, told);
  if (isNew && isNext(evidence, execution)) {
    return { executions, points: [point], isExplained: true, isEndExplained: true, cumFees: told, busts };
  }
  if (isNew && isAtEnd(evidence, execution)) {
    const points = [...withoutEnd(evidence), point];
    return { executions, points, isExplained: false, isEndExplained: true, cumFees: told, busts };
  }
  return settled(evidence, executions, withPoint(evidence.points, point), told, busts);
}

function pointOf(report: ReportedFigures, at: number): CumulativePoint {
  const { filled, averageDigits, cumFees, lastFilled } = report;
  const average = filled === '0' ? null : report.average;
  return {
    filled,
    average,
    averageDigits: average === null ? 0 : averageDigits,
    cumFees,
    first: at,
    last: at,
    namesLast: lastFilled !== null,
  };
}

/** Evidence with a trade's word. @returns the same object where it says nothing new. */
export function joinTrade(evidence: Evidence, trade: Execution): Evidence {
  return joinedInFull(evidence, (full) => joinTradeTo(full, trade));
}

function joinTradeTo(evidence: Evidence, trade: Execution): Evidence {
  const executions = evidence.executions.joined(trade);
  const { points, cumFees, busts } = evidence;
  return executions === evidence.executions
    ? evidence
    : settled(evidence, executions, points, cumFees, busts);
}

/** Evidence with a trade taken back. @returns the same object where it was already. */
export function joinBust(evidence: Evidence, bust: Bust): Evidence {
  return joinedInFull(evidence, (full) => joinBustTo(full, bust));
}

function joinBustTo(evidence: Evidence, bust: Bust): Evidence {
  const known = evidence.busts.find(({ tradeId }) => tradeId === bust.tradeId);
  if (known !== undefined && compareTimes(bust.at, known.at) >= 0) return evidence;
  const others = evidence.busts.filter((each) => each !== known);
  const busts = [...others, bust].sort((left, right) => (left.tradeId < right.tradeId ? -1 : 1));
  return settled(evidence, evidence.executions, evidence.points, evidence.cumFees, busts);
}

/** What two records know that turn out to be of one order. */
export function mergeEvidence(left: Evidence, right: Evidence): Evidence {
  return joinedInFull(left, (full) => mergeTo(full, right));
}

function mergeTo(left: Evidence, right: Evidence): Evidence {
  let executions = left.executions;
  for (const execution of right.executions.all) executions = executions.joined(execution);
  const points = right.points.reduce(withPoint, left.points);
  const cumFees = right.cumFees === null ? left.cumFees : largerFees(left.cumFees, right.cumFees);
  const { busts } = right.busts.reduce(joinBust, left);
  return settled(left, executions, points, cumFees, busts);
}

/** The largest quantity that was reported, before trades that were taken back. */
export function reportedQuantity(evidence: Evidence): string {
  if (evidence instanceof Unfilled) return '0';
  const { points } = evidence;
  return points[points.length - 1]?.filled ?? '0';
}

/** The execution that a report names, or null. */
function executionIn(report: ReportedFigures, at: number): Execution | null {
  const { filled, lastFilled, tradeId } = report;
  if (lastFilled === null || lastFilled === '0' || filled === '0') return null;
  const quantity = compareUnsigned(lastFilled, filled) > 0 ? filled : lastFilled;
  const price = report.lastFilledPrice === '0' ? null : report.lastFilledPrice;
  return executionOf(
    { tradeId, end: filled, span: quantity, cumFees: report.cumFees },
    {
      byTrade: false,
      at,
      quantity,
      price,
      fee: report.fee,
      feeCurrency: report.fee === null ? null : report.feeCurrency,
      liquidity: report.liquidity,
    },
  );
}

/** Whether a report's execution, the first word of it, follows directly on everything that is known: nearly all do. */
function isNext(evidence: Evidence, execution: Execution): boolean {
  if (execution.price === null || evidence.busts.length > 0) return false;
  const before = reportedQuantity(evidence);
  if (!evidence.isExplained && (before !== '0' || !isNone(evidence.executions))) return false;
  const end = execution.end as string;
  if (compareUnsigned(end, before) <= 0) return false;
  return before === '0' ? execution.quantity === end : follows(before, execution, end);
}

/** Whether a report's execution, the first word of it, follows directly on the largest quantity, though not all before is explained. */
function isAtEnd(evidence: Evidence, execution: Execution): boolean {
  if (execution.price === null || execution.tradeId === null || evidence.points.length === 0) return false;
  if (evidence.isExplained) return false;
  const before = reportedQuantity(evidence);
  const end = execution.end as string;
  return before !== '0' && compareUnsigned(end, before) > 0 && follows(before, execution, end);
}

/** The points that are needed once more was reported than the last of them: it only delimits what is explained, as nearly all do. */
function withoutEnd({ points, isEndExplained }: Evidence): readonly CumulativePoint[] {
  const below = points.at(-2);
  return isEndExplained && below?.average !== null ? points.slice(0, -1) : points;
}

/** Evidence that is explained, with a cumulative point that no execution came with. */
function withPointAlone(
  evidence: Evidence,
  point: CumulativePoint,
  cumFees: CumulativeFees | null,
): Evidence {
  const { executions, isExplained, isEndExplained, busts } = evidence;
  const grows = compareUnsigned(point.filled, reportedQuantity(evidence));
  if (grows > 0) return settled(evidence, executions, withPoint(evidence.points, point), cumFees, busts);
  const points = grows === 0 ? withPoint(evidence.points, point) : evidence.points;
  return points === evidence.points && cumFees === evidence.cumFees
    ? evidence
    : { executions, points, isExplained, isEndExplained, cumFees, busts };
}

function follows(before: string, { quantity }: Execution, end: string): boolean {
  return isSum(before, quantity, end);
}

/** Evidence with what is known of it now, in its one form; the same object where nothing changed. */
function settled(
  before: Evidence,
  executions: Executions,
  points: readonly CumulativePoint[],
  cumFees: CumulativeFees | null,
  busts: readonly Bust[],
): Evidence {
  const explained = explainedStretches(executions);
  const needed = neededPoints(points, explained);
  const kept = isSamePoints(needed, before.points) ? before.points : needed;
  const isSame =
    executions === before.executions &&
    kept === before.points &&
    cumFees === before.cumFees &&
    busts === before.busts;
  if (isSame) return before;
  const end = kept.at(-1);
  const isFilled = end !== undefined && end.filled !== '0';
  const isEndExplained = isFilled && isCovered(explained, kept.at(-2), end);
  const isExplained =
    isEndExplained && isCovered(explained, undefined, end) && areApart(executions, toFixedPoint(end.filled));
  return { executions, points: kept, isExplained, isEndExplained, cumFees, busts };
}

/** A stretch of the cumulative quantity, in `10^-18`. */
interface Stretch {
  readonly start: bigint;
  end: bigint;
}

const NO_STRETCHES: readonly Stretch[] = Object.freeze([]);

/** The stretches that executions with a place and a price fill without a hole. */
function explainedStretches(executions: Executions): readonly Stretch[] {
  if (isNone(executions)) return NO_STRETCHES;
  const placed: Stretch[] = [];
  for (const { end, span, price } of executions.all) {
    if (end === null || span === null || price === null) continue;
    const last = toFixedPoint(end);
    placed.push({ start: last - toFixedPoint(span), end: last });
  }
  placed.sort((left, right) => (left.start < right.start ? -1 : left.start > right.start ? 1 : 0));
  const stretches: Stretch[] = [];
  for (const each of placed) {
    const last = stretches.at(-1);
    if (last === undefined || each.start > last.end) stretches.push(each);
    else if (each.end > last.end) last.end = each.end;
  }
  return stretches;
}

/** Whether one of the stretches reaches from one point to another; without a point, from or to zero. */
function isCovered(
  stretches: readonly Stretch[],
  from: CumulativePoint | undefined,
  to: CumulativePoint | undefined,
): boolean {
  if (stretches.length === 0) return false;
  const [first, last] = [quantityOf(from), quantityOf(to)];
  return stretches.some(({ start, end }) => start <= first && end >= last);
}

function quantityOf(point: CumulativePoint | undefined): bigint {
  return toFixedPoint(point?.filled ?? '0');
}

/** Whether executions all have a place and a price, and none covers a part of another: then they add up to where they end. */
function areApart({ all }: Executions, reach: bigint): boolean {
  let sum = 0n;
  for (const { end, span, quantity, price } of all) {
    if (end === null || price === null || span !== quantity) return false;
    sum += toFixedPoint(quantity);
  }
  return sum === reach;
}

/** The points that a hole begins or ends at, with an average above it if one was told, and the largest. */
function neededPoints(
  points: readonly CumulativePoint[],
  explained: readonly Stretch[],
): readonly CumulativePoint[] {
  if (points.length < 2) return points;
  const needed = new Set<CumulativePoint>();
  let isAverageWanted = false;
  let before: CumulativePoint | undefined;
  for (const point of points) {
    const isHoleBelow = !isCovered(explained, before, point);
    if (isHoleBelow && before !== undefined) needed.add(before);
    if (isHoleBelow || isAverageWanted) {
      needed.add(point);
      isAverageWanted = point.average === null;
    }
    before = point;
  }
  return points.filter((point, at) => at === points.length - 1 || needed.has(point));
}

function isNone({ recent, runs }: Executions): boolean {
  return recent.length === 0 && runs.length === 0;
}

function withPoint(points: readonly CumulativePoint[], point: CumulativePoint): readonly CumulativePoint[] {
  if (points.length === 0) return [point];
  const at = points.findIndex(({ filled }) => compareUnsigned(filled, point.filled) >= 0);
  if (at < 0) return [...points, point];
  const known = points[at] as CumulativePoint;
  if (known.filled !== point.filled) return points.toSpliced(at, 0, point);
  const joined = joinPoint(known, point);
  return joined === known ? points : points.with(at, joined);
}

function joinPoint(known: CumulativePoint, point: CumulativePoint): CumulativePoint {
  const first = earliest(known.first, point.first);
  // Without an exchange time, a repetition of a message cannot be told from it.
  const last = isOfExchange(point.last) ? latest(known.last, point.last) : known.last;
  const isFiner = isFinerAverage(point, known);
  const cumFees = eitherFees(known.cumFees, point.cumFees);
  const namesLast = known.namesLast || point.namesLast;
  const isSame =
    first === known.first &&
    last === known.last &&
    !isFiner &&
    cumFees === known.cumFees &&
    namesLast === known.namesLast;
  if (isSame) return known;
  const { average, averageDigits } = isFiner ? point : known;
  return { filled: known.filled, average, averageDigits, cumFees, first, last, namesLast };
}

/** Of two averages of one quantity the one with more digits tells more; of as many, the larger text counts. */
function isFinerAverage(point: CumulativePoint, known: CumulativePoint): boolean {
  if (point.average === null || point.average === known.average) return false;
  if (known.average === null || point.averageDigits !== known.averageDigits)
    return known.average === null || point.averageDigits > known.averageDigits;
  return point.average > known.average;
}

function laterFees(known: CumulativeFees | null, report: ReportedFigures, at: number): CumulativeFees | null {
  if (report.cumFees === null) return known;
  return largerFees(known, { filled: report.filled, amounts: report.cumFees, at });
}

function largerFees(known: CumulativeFees | null, told: CumulativeFees): CumulativeFees {
  if (known === null) return told;
  const grows = compareUnsigned(told.filled, known.filled);
  if (grows !== 0) return grows > 0 ? told : known;
  if (sameAmounts(told.amounts, known.amounts)) {
    const at = earliest(known.at, told.at);
    return at === known.at ? known : { ...known, at };
  }
  const later = compareTimes(told.at, known.at);
  return later > 0 || (later === 0 && eitherFees(known.amounts, told.amounts) === told.amounts)
    ? told
    : known;
}

function isSamePoints(left: readonly CumulativePoint[], right: readonly CumulativePoint[]): boolean {
  return left === right || (left.length === right.length && left.every((each, at) => each === right[at]));
}
