import { compareUnsigned } from '../decimal/decimal-text.js';
import { joinBust, joinReport, joinTrade, mergeEvidence, NO_EVIDENCE } from '../ledger/evidence.js';
import type { Bust } from '../ledger/evidence.js';
import type { Execution } from '../ledger/execution.js';
import type { InferenceTerms } from '../ledger/inferred-fills.js';
import type { CheckedUpdate } from './checked-update.js';
import { isOpenStatus, isTerminalStatus } from './order.js';
import type { OrderSide, OrderStatus, PositionSide } from './order.js';
import { CALLER, factsOf, joinFacts, STATUS_RANK, UNTIMED } from './order-facts.js';
import type { OrderFacts } from './order-facts.js';
import { figuresAfter, NO_CHANGE, NO_FIGURES, statusOf } from './order-figures.js';
import type { FillChange } from './order-figures.js';
import { NO_CALLER } from './order-record.js';
import type { CallerWords, OrderRecord } from './order-record.js';
import { joinWord, mergeWords, NO_WORDS } from './status-words.js';
import { UpdateFault } from './update-fault.js';

/** Market terms by leg: on which the fills of an order are inferred. */
export type TermsOf = (
  record: Pick<OrderRecord, 'exchange' | 'symbol' | 'positionSide'>,
) => Omit<InferenceTerms, 'limitPrice'>;

/** An order with something joined to it, and what became of its fills. */
export interface Joined {
  readonly record: OrderRecord;
  readonly change: FillChange;
}

/** The names and the side that a message gives an order which nothing was known of. */
export interface NewNames {
  readonly exchange: string;
  readonly symbol: string;
  readonly id: string | null;
  readonly clientOrderId: string | null;
  /** Null where the message does not say it. */
  readonly side: OrderSide | null;
}

const NO_FACTS: OrderFacts = {
  clientOrderId: null,
  type: null,
  timeInForce: null,
  price: null,
  amount: null,
  reduceOnly: null,
  reason: null,
};

/** An order of which nothing is known but its names. */
export function emptyOrder({ exchange, symbol, id, clientOrderId, side }: NewNames): OrderRecord {
  return {
    exchange,
    symbol,
    id,
    clientOrderId,
    formerIds: NO_NAMES,
    formerClientIds: NO_NAMES,
    replaces: null,
    side: side ?? 'BUY',
    isSideTold: side !== null,
    positionSide: 'NET',
    legFrom: 'assumed',
    facts: factsOf({ ...NO_FACTS, clientOrderId }, { at: CALLER, filled: '0', rank: -1 }),
    words: NO_WORDS,
    evidence: NO_EVIDENCE,
    caller: NO_CALLER,
    reportedAt: null,
    settled: NO_SETTLED,
    status: 'ACCEPTED',
    ...NO_FIGURES,
  };
}

/**
 * Joins a report, or the caller's word, into an order. The result does not depend on the order in which reports come. Pure: neither
 * argument changes.
 *
 * @param at the time of the message (see `message-time.ts`).
 * @param isListed whether the report is an entry of a list of open orders that was asked for.
 * @returns null where it says nothing new.
 * @throws {UpdateFault} if the update contradicts what an order cannot change.
 */
export function joinUpdate(
  record: OrderRecord,
  update: CheckedUpdate,
  at: number,
  termsOf: TermsOf,
  isListed = false,
): Joined | null {
  const isCallers = isCallersWord(update.status);
  const leg = joinLeg(record, update.positionSide, isCallers ? 'assumed' : 'report');
  const stampAt = isCallers ? CALLER : (update.timestamp ?? UNTIMED);
  const told = factsOf(factsIn(update), {
    at: stampAt,
    filled: isCallers ? '0' : update.filled,
    rank: STATUS_RANK[update.status],
  });
  const tellsFills = !isCallers || compareUnsigned(update.filled, record.filled) > 0;
  const next = {
    ...sideAfter(record, update.side),
    ...namesAfter(record, update),
    ...leg,
    replaces: record.replaces ?? update.replaces,
    facts: joinFacts(record.facts, told),
    words: isCallers ? record.words : joinWord(record.words, update.status, update.type, update.timestamp),
    evidence: tellsFills ? joinReport(record.evidence, { ...update, at }) : record.evidence,
    caller: isCallers ? callerAfter(record, update) : withoutRefused(record, update, isListed),
    reportedAt: isCallers ? record.reportedAt : Math.max(record.reportedAt ?? UNTIMED, stampAt),
  };
  return joined(record, next, termsOf);
}

/** Joins a trade's word into its order; as `joinUpdate`. @param leg that the trade says it is of, or null. */
export function joinExecutionInto(
  record: OrderRecord,
  trade: Execution,
  names: Pick<NewNames, 'id' | 'clientOrderId'> & { readonly side: OrderSide },
  leg: PositionSide | null,
  termsOf: TermsOf,
): Joined | null {
  const next = {
    ...sideAfter(record, names.side),
    ...namesAfter(record, { ...names, formerId: null }),
    ...joinLeg(record, leg, 'assumed'),
    evidence: joinTrade(record.evidence, trade),
  };
  return joined(record, next, termsOf);
}

/** Joins that a trade was taken back; as `joinUpdate`. */
export function joinBustInto(record: OrderRecord, bust: Bust, termsOf: TermsOf): Joined | null {
  return joined(record, { evidence: joinBust(record.evidence, bust) }, termsOf);
}

/** What two records know that turn out to be of one order; as `joinUpdate`. */
export function mergeOrders(record: OrderRecord, other: OrderRecord, termsOf: TermsOf): Joined {
  const names = namesAfter(record, { id: other.id, clientOrderId: other.clientOrderId, formerId: null });
  const isTheirs = record.legFrom === 'assumed' && other.legFrom === 'report';
  const isNetOnly = record.legFrom === other.legFrom && record.positionSide === 'NET';
  const next = {
    ...(record.isSideTold ? {} : { side: other.side, isSideTold: other.isSideTold }),
    ...names,
    formerIds: united(names.formerIds, other.formerIds, names.id),
    formerClientIds: united(names.formerClientIds, other.formerClientIds, names.clientOrderId),
    positionSide: isTheirs || isNetOnly ? other.positionSide : record.positionSide,
    legFrom: isTheirs ? other.legFrom : record.legFrom,
    replaces: record.replaces ?? other.replaces,
    facts: joinFacts(record.facts, other.facts),
    words: mergeWords(record.words, other.words),
    evidence: mergeEvidence(record.evidence, other.evidence),
    caller: mergeCallers(record.caller, other.caller),
    reportedAt:
      record.reportedAt === null || other.reportedAt === null
        ? (record.reportedAt ?? other.reportedAt)
        : Math.max(record.reportedAt, other.reportedAt),
    settled: other.settled.length === 0 ? record.settled : [...record.settled, ...other.settled],
  };
  return joined(record, next, termsOf) ?? { record, change: NO_CHANGE };
}

/** Derives an order's fills anew, where what they depend on beside its evidence has changed. */
export function deriveAnew(record: OrderRecord, termsOf: TermsOf): Joined | null {
  const { figures, change } = figuresAfter(record, record.evidence, () => termsWithLimit(record, termsOf));
  return change === NO_CHANGE ? null : { record: { ...record, ...figures }, change };
}

/** An order as it was stored, with what follows from its evidence. @throws {UpdateFault} as `joinUpdate`. */
export function deriveStored(record: OrderRecord, termsOf: TermsOf): OrderRecord {
  const { evidence, words, reportedAt, caller } = record;
  const figures =
    evidence === NO_EVIDENCE
      ? NO_FIGURES
      : figuresAfter({ ...NO_FIGURES, evidence: NO_EVIDENCE }, evidence, () =>
          termsWithLimit(record, termsOf),
        ).figures;
  const status = statusOf(words, evidence, reportedAt !== null, figures.filled, caller);
  return { ...record, ...figures, status };
}

/** Whether two records can be of one order: it keeps its side. */
export function canBeOne(record: OrderRecord, other: OrderRecord): boolean {
  return record.side === other.side || !record.isSideTold || !other.isSideTold;
}

/** Whether the caller said it and not the exchange. */
export function isCallersWord(status: OrderStatus): boolean {
  return status === 'INITIALIZED' || status === 'PENDING' || status === 'CANCELING';
}

const NO_NAMES: readonly string[] = Object.freeze([]);
const NO_SETTLED: OrderRecord['settled'] = Object.freeze([]);

type Said = Partial<
  Pick<
    OrderRecord,
    | 'side'
    | 'isSideTold'
    | 'id'
    | 'clientOrderId'
    | 'formerIds'
    | 'formerClientIds'
    | 'replaces'
    | 'positionSide'
    | 'legFrom'
    | 'facts'
    | 'words'
    | 'evidence'
    | 'caller'
    | 'reportedAt'
    | 'settled'
  >
>;

/** An order with what was said, and with what follows from it. */
function joined(before: OrderRecord, said: Said, termsOf: TermsOf): Joined | null {
  const next: OrderRecord = { ...before, ...said };
  const clientOrderId = next.facts.clientOrderId ?? next.clientOrderId;
  const formerClientIds = withFormer(next, clientOrderId);
  const isSame =
    clientOrderId === before.clientOrderId &&
    (Object.keys(said) as (keyof Said)[]).every((field) => next[field] === before[field]);
  if (isSame) return null;
  const isLegSame = next.positionSide === before.positionSide;
  const isEvidenceSame =
    next.evidence === before.evidence && next.facts.price === before.facts.price && isLegSame;
  const derived = isEvidenceSame
    ? { figures: null, change: NO_CHANGE }
    : figuresAfter(before, next.evidence, () => termsWithLimit(next, termsOf));
  const figures = derived.figures ?? before;
  const status = statusOf(next.words, next.evidence, next.reportedAt !== null, figures.filled, next.caller);
  return {
    record: {
      exchange: before.exchange,
      symbol: before.symbol,
      id: next.id,
      clientOrderId,
      formerIds: next.formerIds,
      formerClientIds,
      replaces: next.replaces,
      side: next.side,
      isSideTold: next.isSideTold,
      positionSide: next.positionSide,
      legFrom: next.legFrom,
      facts: next.facts,
      words: next.words,
      evidence: next.evidence,
      caller: isTerminalStatus(status) ? withoutCancel(next.caller) : next.caller,
      reportedAt: next.reportedAt,
      settled: next.settled,
      status,
      filled: figures.filled,
      average: figures.average,
      last: figures.last,
      fees: figures.fees,
      fills: figures.fills,
    },
    change: derived.change,
  };
}

function termsWithLimit(record: OrderRecord, termsOf: TermsOf): InferenceTerms {
  const { price } = record.facts;
  return { ...termsOf(record), limitPrice: price === '0' ? null : price };
}

/** Rule 12. */
function sideAfter(
  { side: known, isSideTold }: OrderRecord,
  side: OrderSide,
): Pick<OrderRecord, 'side' | 'isSideTold'> {
  if (isSideTold && side !== known)
    throw new UpdateFault('side', `is ${side}, but the order is known as ${known}`);
  return { side, isSideTold: true };
}

/**
 * Rule 12: a message that does not say its leg says nothing of it, and what only trades or the caller took an order for is corrected by its
 * report.
 */
function joinLeg(
  record: OrderRecord,
  said: PositionSide | null,
  from: OrderRecord['legFrom'],
): Pick<OrderRecord, 'positionSide' | 'legFrom'> {
  const { positionSide, legFrom } = record;
  if (said === null) return { positionSide, legFrom };
  if (from === 'assumed') {
    // Of what only trades said, a leg of hedge mode counts before NET: it was said on purpose.
    const isKept = legFrom === 'report' || positionSide !== 'NET';
    return { positionSide: isKept ? positionSide : said, legFrom };
  }
  if (legFrom === 'report' && said !== positionSide)
    throw new UpdateFault('positionSide', `is ${said}, but the order is known as ${positionSide}`);
  return { positionSide: said, legFrom: from };
}

function factsIn(update: CheckedUpdate): OrderFacts {
  return {
    clientOrderId: update.clientOrderId,
    type: update.type,
    timeInForce: update.timeInForce,
    price: update.price,
    amount: update.amount === '0' ? null : update.amount,
    reduceOnly: update.reduceOnly,
    reason: update.reason,
  };
}

/** Names are only added. Of two exchange ids of one order the one that goes on is shown. */
function namesAfter(
  record: OrderRecord,
  told: {
    readonly id: string | null;
    readonly clientOrderId: string | null;
    readonly formerId: string | null;
  },
): Pick<OrderRecord, 'id' | 'formerIds' | 'formerClientIds' | 'clientOrderId'> {
  const { clientOrderId } = record;
  let { id, formerIds, formerClientIds } = record;
  if (told.formerId !== null && !formerIds.includes(told.formerId))
    formerIds = [...formerIds, told.formerId].sort();
  const isFormer = (each: string | null): boolean => each !== null && formerIds.includes(each);
  if (told.id !== null && told.id !== id) {
    if (id === null || isFormer(id)) {
      if (!isFormer(told.id)) id = told.id;
    } else if (!isFormer(told.id)) formerIds = [...formerIds, told.id].sort();
  }
  const isNew = told.clientOrderId !== null && told.clientOrderId !== clientOrderId;
  if (isNew && clientOrderId !== null && !formerClientIds.includes(told.clientOrderId as string))
    formerClientIds = [...formerClientIds, told.clientOrderId as string].sort();
  return { id, formerIds, formerClientIds, clientOrderId: clientOrderId ?? told.clientOrderId };
}

/** The client ids beside the one that is shown. */
function withFormer(record: OrderRecord, shown: string | null): readonly string[] {
  const { clientOrderId, formerClientIds } = record;
  if (shown === clientOrderId || clientOrderId === null)
    return shown !== null && formerClientIds.includes(shown)
      ? formerClientIds.filter((each) => each !== shown)
      : formerClientIds;
  return united(formerClientIds, [clientOrderId], shown);
}

function united(
  left: readonly string[],
  right: readonly string[],
  without: string | null,
): readonly string[] {
  const all = new Set([...left, ...right]);
  if (without !== null) all.delete(without);
  const isSame = all.size === left.length && left.every((each) => all.has(each));
  return isSame ? left : [...all].sort();
}

function callerAfter(record: OrderRecord, { status, timestamp }: CheckedUpdate): CallerWords {
  const { caller } = record;
  if (status !== 'CANCELING') {
    const rank = STATUS_RANK[status];
    if (caller.status !== null && STATUS_RANK[caller.status] >= rank) return caller;
    return {
      ...caller,
      status: status as 'INITIALIZED' | 'PENDING',
      timestamp: caller.timestamp ?? timestamp,
    };
  }
  if (caller.cancel?.isStatus === true || !isOpenStatus(record.status)) return caller;
  return {
    ...caller,
    cancel: { since: record.reportedAt, isHidden: true, isStatus: true },
    timestamp: caller.timestamp ?? timestamp,
  };
}

/**
 * Rule 8: a report that is newer than the exchange's last word when the cancel was asked for, and tells of no more fills than reports had, says
 * that the cancel was refused. The first report of all answers the order, not the cancel.
 */
function withoutRefused(record: OrderRecord, update: CheckedUpdate, isListed: boolean): CallerWords {
  const { caller } = record;
  const { cancel } = caller;
  if (cancel === null) return caller;
  if (update.status !== 'ACCEPTED' && update.status !== 'PARTIALLY_FILLED') return caller;
  if (cancel.since === null && !isListed)
    return { ...caller, cancel: { ...cancel, since: update.timestamp ?? UNTIMED } };
  const told = record.evidence.points.at(-1)?.filled ?? '0';
  if (compareUnsigned(update.filled, told) > 0) return caller;
  const isNewer = update.timestamp !== null && update.timestamp > (cancel.since ?? UNTIMED);
  const isAnswer = isNewer || (isListed && update.timestamp === null);
  return isAnswer ? withoutCancel(caller) : caller;
}

function withoutCancel(caller: CallerWords): CallerWords {
  return caller.cancel === null ? caller : { ...caller, cancel: null };
}

function mergeCallers(mine: CallerWords, theirs: CallerWords): CallerWords {
  if (theirs === NO_CALLER) return mine;
  return {
    status: mine.status ?? theirs.status,
    cancel: mine.cancel ?? theirs.cancel,
    idempotencyKey: mine.idempotencyKey ?? theirs.idempotencyKey,
    timestamp: mine.timestamp ?? theirs.timestamp,
  };
}
