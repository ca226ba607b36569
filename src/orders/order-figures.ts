import { addAmount, sameAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import { compareFills } from '../ledger/canonical-order.js';
import { priceFor } from '../ledger/contract-cost.js';
import { reportedQuantity } from '../ledger/evidence.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Execution } from '../ledger/execution.js';
import type { Executions } from '../ledger/executions.js';
import { fillsOf, standingQuantity, sumOfFees, sumOfQuantities } from '../ledger/fills-of.js';
import type { InferenceTerms } from '../ledger/inferred-fills.js';
import { compareTimes, instantOf } from '../ledger/message-time.js';
import { costOfFill, isSameFill, nameOfFill } from '../ledger/order-fill.js';
import type { OrderFill } from '../ledger/order-fill.js';
import type { OrderStatus } from './order.js';
import { feesOfRecord } from './order-record.js';
import type { CallerWords, OrderRecord } from './order-record.js';
import { endOf } from './status-words.js';
import type { StatusWords } from './status-words.js';
import { UpdateFault } from './update-fault.js';

/** What follows from the evidence of an order. */
export type OrderFigures = Pick<OrderRecord, 'filled' | 'average' | 'last' | 'fees' | 'fills'>;

/** The figures of an order of which nothing was filled. */
export const NO_FIGURES: OrderFigures = Object.freeze({
  filled: '0',
  average: null,
  last: null,
  fees: null,
  fills: null,
});

/** What became of an order's fills. */
export interface FillChange {
  readonly added: readonly OrderFill[];
  readonly removed: readonly OrderFill[];
}

const NO_FILLS: readonly OrderFill[] = Object.freeze([]);

export const NO_CHANGE: FillChange = Object.freeze({ added: Object.freeze([]), removed: Object.freeze([]) });

/**
 * The figures of an order after its evidence changed, and what became of its fills.
 *
 * @param termsOf tells what inference needs to know, where it is needed.
 * @throws {UpdateFault} if something was filled and nothing tells at what price.
 */
export function figuresAfter(
  before: OrderFigures & { readonly evidence: Evidence },
  evidence: Evidence,
  termsOf: () => InferenceTerms,
): { readonly figures: OrderFigures; readonly change: FillChange } {
  if (isEmpty(evidence) && before.filled === '0') return NOTHING_FILLED;
  const next = nextExecution(before, evidence);
  if (next !== null) {
    const figures = figuresWith(before, evidence, next);
    if (figures !== null) return { figures, change: { added: [next], removed: NO_FILLS } };
  }
  const added = addedAtEnd(before, evidence);
  const point = evidence.points.at(-1);
  if (added !== null && point !== undefined && point.average !== null) {
    const filled = fromFixedPoint(toFixedPoint(before.filled) + toFixedPoint(added.quantity));
    if (filled === point.filled) {
      const isLast = before.last === null || compareFills(before.last, NO_NAMES, added, NO_NAMES) <= 0;
      const { average } = point;
      const fills = before.fills === null ? null : [...before.fills, added];
      const fees = evidence.executions.runs.length === 0 ? null : feesWith(before, added);
      const figures = { filled, average, last: isLast ? added : before.last, fees, fills };
      return { figures, change: { added: [added], removed: NO_FILLS } };
    }
  }
  const terms = termsOf();
  const fills = fillsOf(evidence, terms);
  const kept = before.fills ?? before.evidence.executions.all;
  const now: readonly OrderFill[] = fills === null ? evidence.executions.all : withKept(fills, kept);
  for (const fill of now)
    if (fill.price === null && fill.cost === undefined)
      throw new UpdateFault(
        'average',
        'is missing: filled increased, but average, lastFilledPrice and price are all absent',
      );
  const figures = figuresOf(evidence, now, fills === null ? null : now, terms);
  return { figures, change: changeBetween(kept, now) };
}

/** An execution with an id that was added behind all that was reported, where holes before it stay as they were; else null. */
function addedAtEnd(
  before: OrderFigures & { readonly evidence: Evidence },
  evidence: Evidence,
): Execution | null {
  const { executions, busts, cumFees, isEndExplained } = evidence;
  if (!isEndExplained || busts.length > 0 || cumFees !== null || before.filled === '0') return null;
  const last = lastAdded(before.evidence.executions, executions);
  // A hole below takes its price from the point above it that has an average, and its time from the earliest report above it.
  const [below, end] = [evidence.points.at(-2), evidence.points.at(-1)];
  const endBefore = before.evidence.points.at(-1);
  if (end === undefined || endBefore === undefined || below?.average === null) return null;
  if (compareTimes(end.first, endBefore.first) < 0) return null;
  const isNamed =
    last !== null && last.tradeId !== null && last.price !== null && last.span === last.quantity;
  return isNamed && last.end === end.filled ? last : null;
}

function feesWith(before: OrderFigures & { readonly evidence: Evidence }, added: Execution): Amounts {
  const { fee, feeCurrency } = added;
  const fees = feesOfRecord(before);
  return fee === null || feeCurrency === null ? fees : addAmount(fees, feeCurrency, toFixedPoint(fee));
}

const NOTHING_FILLED = Object.freeze({ figures: NO_FIGURES, change: NO_CHANGE });

function isEmpty(evidence: Evidence): boolean {
  const { recent, runs } = evidence.executions;
  return recent.length === 0 && runs.length === 0 && reportedQuantity(evidence) === '0';
}

/** The figures of an order whose fills are known. */
function figuresOf(
  evidence: Evidence,
  fills: readonly OrderFill[],
  kept: readonly OrderFill[] | null,
  { kind }: InferenceTerms,
): OrderFigures {
  const sum = sumOfQuantities(fills);
  const point = evidence.points.at(-1);
  const filled = fromFixedPoint(sum);
  const isAsReported = point !== undefined && point.filled === filled && standingQuantity(evidence) === sum;
  const average = (isAsReported ? point.average : null) ?? averageOf(fills, sum, kind);
  return {
    filled,
    average,
    last: lastOf(fills),
    fees: evidence.executions.runs.length === 0 ? null : sumOfFees(fills),
    fills: kept,
  };
}

/** The figures with one more execution that follows on everything; null where more is to be looked at. */
function figuresWith(
  before: OrderFigures & { readonly evidence: Evidence },
  evidence: Evidence,
  next: Execution,
): OrderFigures | null {
  const { fee, feeCurrency } = next;
  const { cumFees, executions } = evidence;
  const isSummed = cumFees !== null || executions.runs.length > 0;
  let fees: OrderFigures['fees'] = null;
  if (isSummed) {
    fees = feesOfRecord(before);
    if (fee !== null && feeCurrency !== null) fees = addAmount(fees, feeCurrency, toFixedPoint(fee));
    const isStated = cumFees === null || (cumFees.filled === next.end && sameAmounts(cumFees.amounts, fees));
    if (!isStated || (cumFees !== null && fee === null)) return null;
    if (executions.runs.length === 0) fees = null;
  }
  const { points } = evidence;
  const average = points[points.length - 1]?.average ?? (before.filled === '0' ? next.price : null);
  if (average === null) return null;
  const isLast = before.last === null || compareFills(before.last, NO_NAMES, next, NO_NAMES) <= 0;
  return { filled: next.end as string, average, last: isLast ? next : before.last, fees, fills: null };
}

const NO_NAMES = { id: null, clientOrderId: null };

/** The execution that was added at the end, where everything before it and it itself stand as they are; else null. */
function nextExecution(
  before: OrderFigures & { readonly evidence: Evidence },
  evidence: Evidence,
): Execution | null {
  if (!evidence.isExplained || before.fills !== null || evidence.busts.length > 0) return null;
  if (before.filled !== '0' && !before.evidence.isExplained) return null;
  const last = lastAdded(before.evidence.executions, evidence.executions);
  const { points } = evidence;
  return last !== null && last.end === points[points.length - 1]?.filled ? last : null;
}

/** The execution by which one list is longer than another; null where they differ by more. */
function lastAdded(was: Executions, is: Executions): Execution | null {
  const isOneMore =
    is.runs.length === was.runs.length
      ? is.runs === was.runs && is.recent.length === was.recent.length + 1
      : is.recent.length === 1 && is.runs.length === was.runs.length + 1;
  return isOneMore ? (is.recent[is.recent.length - 1] as Execution) : null;
}

function averageOf(fills: readonly OrderFill[], sum: bigint, kind: InferenceTerms['kind']): string | null {
  if (sum === 0n) return null;
  const cost = fills.reduce((total, fill) => total + costOfFill(fill, kind), 0n);
  return fromFixedPoint(priceFor(kind, sum, cost));
}

/** The last execution that a message told of. */
function lastOf(fills: readonly OrderFill[]): OrderFill | null {
  let last: OrderFill | null = null;
  for (const fill of fills) {
    if (fill.inferred === true) continue;
    if (last === null || compareFills(last, NO_NAMES, fill, NO_NAMES) <= 0) last = fill;
  }
  return last;
}

/** The fills, each being the object that it was before where nothing of it changed. */
function withKept(fills: readonly OrderFill[], before: readonly OrderFill[]): readonly OrderFill[] {
  if (fills === before || before.length === 0) return fills;
  const known = new Map(before.map((fill) => [nameOfFill(fill), fill]));
  let isSame = true;
  const kept = fills.map((fill) => {
    const same = known.get(nameOfFill(fill));
    if (same === undefined || same === fill || !isSameFill(same, fill)) return fill;
    isSame = false;
    return same;
  });
  return isSame ? fills : kept;
}

function changeBetween(before: readonly OrderFill[], now: readonly OrderFill[]): FillChange {
  if (before === now) return NO_CHANGE;
  const [was, is] = [new Set(before), new Set(now)];
  const added = now.filter((fill) => !was.has(fill));
  const removed = before.filter((fill) => !is.has(fill));
  return added.length === 0 && removed.length === 0 ? NO_CHANGE : { added, removed };
}

/** The status of an order (rule 4): a function of what reports said, of whether anything is filled, and of what the caller said. */
export function statusOf(
  words: StatusWords,
  { busts }: Evidence,
  isReported: boolean,
  filled: string,
  caller: CallerWords,
): OrderStatus {
  const { filledAt } = words;
  if (filledAt !== null && !busts.some(({ at }) => instantOf(at) >= filledAt)) return 'FILLED';
  const end = endOf(words);
  if (end !== null) return end.status;
  if (caller.cancel?.isStatus === true) return 'CANCELING';
  if (filled !== '0') return 'PARTIALLY_FILLED';
  return isReported ? 'ACCEPTED' : (caller.status ?? 'ACCEPTED');
}
