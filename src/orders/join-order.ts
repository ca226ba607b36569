import { compareUnsigned } from '../decimal/decimal-text.js';
import {
  joinBust,
  joinReport,
  joinTrade,
  mergeEvidence,
  NO_EVIDENCE,
  reportedQuantity,
} from '../ledger/evidence.js';
import type { Bust, Evidence } from '../ledger/evidence.js';
import type { Execution } from '../ledger/execution.js';
import type { InferenceTerms } from '../ledger/inferred-fills.js';
import type { CheckedUpdate } from './checked-update.js';
import { explainedFigures } from './explained-figures.js';
import { isOpenStatus, isTerminalStatus } from './order.js';
import type { OrderSide, OrderStatus, PositionSide } from './order.js';
import { CALLER, joinFacts, STATUS_RANK, textOfReport, UNTIMED } from './order-facts.js';
import type { OrderFacts, StampedFacts } from './order-facts.js';
import { figuresAfter, NO_CHANGE, NO_FIGURES, statusOf } from './order-figures.js';
import type { FillChange, OrderFigures } from './order-figures.js';
import { NO_CALLER, NO_NAMES, NO_SETTLED } from './order-record.js';
import type { CallerWords, LegSource, OrderRecord, SettledFills } from './order-record.js';
import { PlainFilled, PlainOrder, PlainSettled } from './plain-order.js';
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

const NO_FACTS: StampedFacts = Object.freeze({
  clientOrderId: null,
  type: null,
  timeInForce: null,
  price: null,
  amount: null,
  reduceOnly: null,
  reason: null,
  at: CALLER,
  filled: '0',
  rank: -1,
  older: null,
  told: null,
});

/** An order of which nothing is known but its names. @param market whose texts it shares, where other orders of it are known. */
export function emptyOrder(
  names: NewNames,
  market: Pick<OrderRecord, 'exchange' | 'symbol'> | null,
): OrderRecord {
  const { id, clientOrderId, side } = names;
  const { exchange, symbol } = market ?? names;
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
    facts: NO_FACTS,
    words: NO_WORDS,
    evidence: NO_EVIDENCE,
    caller: NO_CALLER,
    reportedAt: null,
    settled: NO_SETTLED,
    status: 'ACCEPTED',
    filled: NO_FIGURES.filled,
    average: NO_FIGURES.average,
    last: NO_FIGURES.last,
    fees: NO_FIGURES.fees,
    fills: NO_FIGURES.fills,
  };
}

/**
 * Joins a report, or the caller's word, into an order. The result does not depend on the order in which reports come. Pure: neither
 * argument changes.
 *
 * @param came the time of the message (see `message-time.ts`).
 * @param isListed whether the report is an entry of a list of open orders that was asked for.
 * @returns null where it says nothing new.
 * @throws {UpdateFault} if the update contradicts what an order cannot change.
 */
export function joinUpdate(
  known: OrderRecord,
  update: CheckedUpdate,
  came: number,
  termsOf: TermsOf,
  isListed = false,
): Joined | null {
  const record = inFull(known);
  const isCallers = isCallersWord(update.status);
  const next = draftWith(record, update, update.positionSide, isCallers ? 'assumed' : 'report');
  const at = isCallers ? CALLER : (update.timestamp ?? UNTIMED);
  const filled = isCallers ? '0' : update.filled;
  const told = factsIn(update, at, filled);
  const tellsFills = !isCallers || compareUnsigned(update.filled, record.filled) > 0;
  const facts = joinFacts(record.facts, told);
  const words = isCallers
    ? record.words
    : joinWord(record.words, update.status, update.type, update.timestamp);
  const evidence = tellsFills ? joinReport(record.evidence, update, came) : record.evidence;
  const isNews = facts !== record.facts || words !== record.words || evidence !== record.evidence;
  next.replaces = record.replaces ?? update.replaces;
  next.facts = facts;
  next.words = words;
  next.evidence = evidence;
  if (isCallers) next.caller = callerAfter(record, update);
  else {
    next.caller = withoutRefused(record, update, isListed, isNews);
    next.reportedAt = Math.max(record.reportedAt ?? UNTIMED, at);
  }
  return joined(record, next, termsOf);
}

/** Joins a trade's word into its order; as `joinUpdate`. @param leg that the trade says it is of, or null. */
export function joinExecutionInto(
  known: OrderRecord,
  trade: Execution,
  names: Pick<NewNames, 'id' | 'clientOrderId'> & { readonly side: OrderSide },
  leg: PositionSide | null,
  termsOf: TermsOf,
): Joined | null {
  const record = inFull(known);
  const next = draftWith(record, names, leg, 'assumed');
  next.evidence = joinTrade(record.evidence, trade);
  return joined(record, next, termsOf);
}

/** Joins that a trade was taken back; as `joinUpdate`. */
export function joinBustInto(known: OrderRecord, bust: Bust, termsOf: TermsOf): Joined | null {
  const record = inFull(known);
  const next = draftOf(record);
  next.evidence = joinBust(record.evidence, bust);
  return joined(record, next, termsOf);
}

/** What two records know that turn out to be of one order; as `joinUpdate`. */
export function mergeOrders(mine: OrderRecord, theirs: OrderRecord, termsOf: TermsOf): Joined {
  const record = inFull(mine);
  const other = inFull(theirs);
  const names = namesAfter(record, other);
  const isTheirs = record.legFrom === 'assumed' && other.legFrom === 'report';
  const isNetOnly = record.legFrom === other.legFrom && record.positionSide === 'NET';
  const { side, isSideTold } = record.isSideTold ? record : other;
  const next = draftOf(record);
  next.side = side;
  next.isSideTold = isSideTold;
  next.id = names.id;
  next.clientOrderId = names.clientOrderId;
  next.formerIds = united(names.formerIds, other.formerIds, names.id);
  next.formerClientIds = united(names.formerClientIds, other.formerClientIds, names.clientOrderId);
  if (isTheirs || isNetOnly) next.positionSide = other.positionSide;
  if (isTheirs) next.legFrom = other.legFrom;
  next.replaces = record.replaces ?? other.replaces;
  next.facts = joinFacts(record.facts, other.facts);
  next.words = mergeWords(record.words, other.words);
  next.evidence = mergeEvidence(record.evidence, other.evidence);
  next.caller = mergeCallers(record.caller, other.caller);
  next.reportedAt =
    record.reportedAt === null || other.reportedAt === null
      ? (record.reportedAt ?? other.reportedAt)
      : Math.max(record.reportedAt, other.reportedAt);
  if (other.settled.length > 0) next.settled = [...record.settled, ...other.settled];
  return joined(record, next, termsOf) ?? { record, change: NO_CHANGE };
}

/** Derives an order's fills anew, where what they depend on beside its evidence has changed. */
export function deriveAnew(known: OrderRecord, termsOf: TermsOf): Joined | null {
  const record = inFull(known);
  const next = draftOf(record);
  const change = derive(next, record, record.evidence, termsOf);
  return change === NO_CHANGE ? null : { record: next, change };
}

/** An order as it was stored, with what follows from its evidence. @throws {UpdateFault} as `joinUpdate`. */
export function deriveStored(record: OrderRecord, termsOf: TermsOf): OrderRecord {
  const { evidence } = record;
  const figures =
    explainedFigures(evidence) ??
    figuresAfter(NOTHING, evidence, () => termsWithLimit(record, record.facts, termsOf)).figures;
  return withFigures(record, figures);
}

/** An order as it was stored, with its figures. */
export function withFigures(record: OrderRecord, figures: OrderFigures): OrderRecord {
  const { words, evidence, reportedAt, caller } = record;
  const next = draftOf(record);
  setFigures(next, figures);
  next.status = statusOf(words, evidence, reportedAt !== null, next.filled, caller);
  return next;
}

/** Whether two records can be of one order: it keeps its side. */
export function canBeOne(record: OrderRecord, other: OrderRecord): boolean {
  const isSameSide = record.side === other.side || !record.isSideTold || !other.isSideTold;
  const isLegTold = record.legFrom === 'report' && other.legFrom === 'report';
  return isSameSide && (record.positionSide === other.positionSide || !isLegTold);
}

/** Whether the caller said it and not the exchange. */
export function isCallersWord(status: OrderStatus): boolean {
  return status === 'INITIALIZED' || status === 'PENDING' || status === 'CANCELING';
}

const NOTHING = Object.freeze({ ...NO_FIGURES, evidence: NO_EVIDENCE });

/** A record with all its parts, so that what stays as it is stays the same object. */
export function inFull(record: OrderRecord): OrderRecord {
  return record instanceof PlainOrder ? draftOf(record) : record;
}

/** A record with other parts of it settled. */
export function withSettled(record: OrderRecord, settled: readonly SettledFills[]): OrderRecord {
  if (record instanceof PlainFilled && record.isFilled) return new PlainSettled(record, settled);
  const next = draftOf(record);
  next.settled = settled;
  return next;
}

/** A record on its way, which nobody else has yet. */
type Draft = { -readonly [Field in keyof OrderRecord]: OrderRecord[Field] };

/** Field by field, as wherever records are made: so all of them have one shape, and none is made twice. */
function draftOf(record: OrderRecord): Draft {
  return {
    exchange: record.exchange,
    symbol: record.symbol,
    id: record.id,
    clientOrderId: record.clientOrderId,
    formerIds: record.formerIds,
    formerClientIds: record.formerClientIds,
    replaces: record.replaces,
    side: record.side,
    isSideTold: record.isSideTold,
    positionSide: record.positionSide,
    legFrom: record.legFrom,
    facts: record.facts,
    words: record.words,
    evidence: record.evidence,
    caller: record.caller,
    reportedAt: record.reportedAt,
    settled: record.settled,
    status: record.status,
    filled: record.filled,
    average: record.average,
    last: record.last,
    fees: record.fees,
    fills: record.fills,
  };
}

/** The draft of an order with the side, the names and the leg that a message tells. @throws {UpdateFault} if it contradicts what an order cannot change. */
function draftWith(
  record: OrderRecord,
  message: Parameters<typeof namesAfter>[1] & { readonly side: OrderSide },
  leg: PositionSide | null,
  from: LegSource,
): Draft {
  const { side, isSideTold } = sideAfter(record, message.side);
  const { id, clientOrderId, formerIds, formerClientIds } = namesAfter(record, message);
  const { positionSide, legFrom } = joinLeg(record, leg, from);
  const next = draftOf(record);
  next.side = side;
  next.isSideTold = isSideTold;
  next.id = id;
  next.clientOrderId = clientOrderId;
  next.formerIds = formerIds;
  next.formerClientIds = formerClientIds;
  next.positionSide = positionSide;
  next.legFrom = legFrom;
  return next;
}

/** An order with what was said, and with what follows from it. */
function joined(before: OrderRecord, next: Draft, termsOf: TermsOf): Joined | null {
  const clientOrderId = next.facts.clientOrderId ?? smallestClientId(next);
  next.formerClientIds = withFormer(next, clientOrderId);
  next.clientOrderId = clientOrderId;
  if (isSaidBefore(before, next)) return null;
  const { facts, words, evidence } = next;
  const isDerived = evidence === before.evidence && facts.price === before.facts.price;
  let change = NO_CHANGE;
  if (!isDerived || next.positionSide !== before.positionSide)
    change = derive(next, before, evidence, termsOf);
  next.status = statusOf(words, evidence, next.reportedAt !== null, next.filled, next.caller);
  if (isTerminalStatus(next.status)) next.caller = withoutCancel(next.caller);
  return { record: next, change };
}

/** Sets what follows from the evidence of an order. @returns what became of its fills. */
function derive(
  next: Draft,
  before: OrderFigures & { readonly evidence: Evidence },
  evidence: Evidence,
  termsOf: TermsOf,
): FillChange {
  const { figures, change } = figuresAfter(before, evidence, () => termsWithLimit(next, next.facts, termsOf));
  setFigures(next, figures);
  return change;
}

function setFigures(next: Draft, figures: OrderFigures): void {
  next.filled = figures.filled;
  next.average = figures.average;
  next.last = figures.last;
  next.fees = figures.fees;
  next.fills = figures.fills;
}

function isSaidBefore(before: OrderRecord, said: OrderRecord): boolean {
  return (
    said.evidence === before.evidence &&
    said.facts === before.facts &&
    said.words === before.words &&
    said.reportedAt === before.reportedAt &&
    said.caller === before.caller &&
    said.id === before.id &&
    said.clientOrderId === before.clientOrderId &&
    said.formerIds === before.formerIds &&
    said.formerClientIds === before.formerClientIds &&
    said.replaces === before.replaces &&
    said.positionSide === before.positionSide &&
    said.legFrom === before.legFrom &&
    said.side === before.side &&
    said.isSideTold === before.isSideTold &&
    said.settled === before.settled
  );
}

/** Of client ids that only trades told of, no order of delivery may say which is shown. */
function smallestClientId({ clientOrderId, formerClientIds }: OrderRecord): string | null {
  const smallest = formerClientIds[0];
  if (clientOrderId === null || smallest === undefined) return clientOrderId ?? smallest ?? null;
  return smallest < clientOrderId ? smallest : clientOrderId;
}

function termsWithLimit(
  leg: Parameters<TermsOf>[0],
  { price }: OrderFacts,
  termsOf: TermsOf,
): InferenceTerms {
  return { ...termsOf(leg), limitPrice: price === '0' ? null : price };
}

/** Rule 12. */
function sideAfter(record: OrderRecord, side: OrderSide): Pick<OrderRecord, 'side' | 'isSideTold'> {
  const { side: known, isSideTold } = record;
  if (isSideTold && side === known) return record;
  if (isSideTold) throw new UpdateFault('side', `is ${side}, but the order is known as ${known}`);
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
  if (said === null || (said === positionSide && legFrom === 'report')) return record;
  if (from === 'assumed') {
    // Of what only trades said, a leg of hedge mode counts before NET: it was said on purpose.
    const isKept = legFrom === 'report' || positionSide !== 'NET';
    return { positionSide: isKept ? positionSide : said, legFrom };
  }
  if (legFrom === 'report' && said !== positionSide)
    throw new UpdateFault('positionSide', `is ${said}, but the order is known as ${positionSide}`);
  return { positionSide: said, legFrom: from };
}

function factsIn(update: CheckedUpdate, at: number, filled: string): StampedFacts {
  return {
    clientOrderId: update.clientOrderId,
    type: update.type,
    timeInForce: update.timeInForce,
    price: update.price,
    amount: update.amount === '0' ? null : update.amount,
    reduceOnly: update.reduceOnly,
    reason: update.reason,
    at,
    filled,
    rank: STATUS_RANK[update.status],
    older: null,
    told: at === UNTIMED ? [textOfReport(update)] : null,
  };
}

/** Names are only added. Of two exchange ids of one order the one that goes on is shown. */
function namesAfter(
  record: OrderRecord,
  told: {
    readonly id: string | null;
    readonly clientOrderId: string | null;
    readonly formerId?: string | null;
  },
): Pick<OrderRecord, 'id' | 'formerIds' | 'formerClientIds' | 'clientOrderId'> {
  const { clientOrderId } = record;
  const { formerId = null } = told;
  const isKnown =
    (told.id === null || told.id === record.id) &&
    (told.clientOrderId === null || told.clientOrderId === clientOrderId);
  if (isKnown && formerId === null) return record;
  let { id, formerIds, formerClientIds } = record;
  if (formerId !== null && !formerIds.includes(formerId)) formerIds = [...formerIds, formerId].sort();
  const isFormer = (each: string | null): boolean => each !== null && formerIds.includes(each);
  if (told.id !== null && told.id !== id) {
    if (id === null || isFormer(id)) {
      if (!isFormer(told.id)) id = told.id;
    } else if (!isFormer(told.id)) formerIds = [...formerIds, told.id].sort();
  }
  const isNew = told.clientOrderId !== null && told.clientOrderId !== clientOrderId;
  if (isNew && clientOrderId !== null && !formerClientIds.includes(told.clientOrderId))
    formerClientIds = [...formerClientIds, told.clientOrderId].sort();
  return { id, formerIds, formerClientIds, clientOrderId: clientOrderId ?? told.clientOrderId };
}

/** The client ids beside the one that is shown. */
function withFormer(record: OrderRecord, shown: string | null): readonly string[] {
  const { clientOrderId, formerClientIds } = record;
  if (shown === clientOrderId && formerClientIds.length === 0) return formerClientIds;
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
 * that the cancel was refused; one that comes again does not. The first report of all answers the order, not the cancel.
 */
function withoutRefused(
  record: OrderRecord,
  update: CheckedUpdate,
  isListed: boolean,
  isNews: boolean,
): CallerWords {
  const { caller } = record;
  const { cancel } = caller;
  if (cancel === null) return caller;
  if (update.status !== 'ACCEPTED' && update.status !== 'PARTIALLY_FILLED') return caller;
  if (cancel.since === null && !isListed)
    return { ...caller, cancel: { ...cancel, since: update.timestamp ?? UNTIMED } };
  if (compareUnsigned(update.filled, reportedQuantity(record.evidence)) > 0) return caller;
  const isNewer = update.timestamp !== null && update.timestamp > (cancel.since ?? UNTIMED);
  const isAnswer = (isNewer && isNews) || (isListed && update.timestamp === null);
  return isAnswer ? withoutCancel(caller) : caller;
}

function withoutCancel(caller: CallerWords): CallerWords {
  return caller.cancel === null ? caller : { ...caller, cancel: null };
}

/** The idempotency keys of an order, and more of them. */
export function keysOf({ idempotencyKeys }: CallerWords, more: readonly string[]): readonly string[] {
  const added = more.filter((key) => !idempotencyKeys.includes(key));
  return added.length === 0 ? idempotencyKeys : [...idempotencyKeys, ...added].toSorted();
}

function mergeCallers(mine: CallerWords, theirs: CallerWords): CallerWords {
  if (theirs === NO_CALLER) return mine;
  return {
    status: mine.status ?? theirs.status,
    cancel: mine.cancel ?? theirs.cancel,
    idempotencyKeys: keysOf(mine, theirs.idempotencyKeys),
    timestamp: mine.timestamp ?? theirs.timestamp,
  };
}
