import { compareUnsigned } from '../decimal/decimal-text.js';
import { joinBust, joinReport, joinTrade, mergeEvidence, NO_EVIDENCE } from '../ledger/evidence.js';
import type { Bust } from '../ledger/evidence.js';
import type { Execution } from '../ledger/execution.js';
import type { InferenceTerms } from '../ledger/inferred-fills.js';
import type { CheckedUpdate } from './checked-update.js';
import { isOpenStatus, isTerminalStatus } from './order.js';
import type { OrderSide, OrderStatus, PositionSide } from './order.js';
import { CALLER, joinFacts, STATUS_RANK, textOfReport, UNTIMED } from './order-facts.js';
import type { OrderFacts, StampedFacts } from './order-facts.js';
import { figuresAfter, NO_CHANGE, NO_FIGURES, statusOf } from './order-figures.js';
import type { FillChange, OrderFigures } from './order-figures.js';
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
    facts: NO_FACTS,
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
 * @param came the time of the message (see `message-time.ts`).
 * @param isListed whether the report is an entry of a list of open orders that was asked for.
 * @returns null where it says nothing new.
 * @throws {UpdateFault} if the update contradicts what an order cannot change.
 */
export function joinUpdate(
  record: OrderRecord,
  update: CheckedUpdate,
  came: number,
  termsOf: TermsOf,
  isListed = false,
): Joined | null {
  const isCallers = isCallersWord(update.status);
  const { side, isSideTold } = sideAfter(record, update.side);
  const { id, clientOrderId, formerIds, formerClientIds } = namesAfter(record, update);
  const { positionSide, legFrom } = joinLeg(record, update.positionSide, isCallers ? 'assumed' : 'report');
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
  return joined(
    record,
    {
      side,
      isSideTold,
      id,
      clientOrderId,
      formerIds,
      formerClientIds,
      replaces: record.replaces ?? update.replaces,
      positionSide,
      legFrom,
      facts,
      words,
      evidence,
      caller: isCallers ? callerAfter(record, update) : withoutRefused(record, update, isListed, isNews),
      reportedAt: isCallers ? record.reportedAt : Math.max(record.reportedAt ?? UNTIMED, at),
      settled: record.settled,
    },
    termsOf,
  );
}

/** Joins a trade's word into its order; as `joinUpdate`. @param leg that the trade says it is of, or null. */
export function joinExecutionInto(
  record: OrderRecord,
  trade: Execution,
  names: Pick<NewNames, 'id' | 'clientOrderId'> & { readonly side: OrderSide },
  leg: PositionSide | null,
  termsOf: TermsOf,
): Joined | null {
  const { side, isSideTold } = sideAfter(record, names.side);
  const { id, clientOrderId, formerIds, formerClientIds } = namesAfter(record, names);
  const { positionSide, legFrom } = joinLeg(record, leg, 'assumed');
  const evidence = joinTrade(record.evidence, trade);
  const told = {
    side,
    isSideTold,
    id,
    clientOrderId,
    formerIds,
    formerClientIds,
    positionSide,
    legFrom,
    evidence,
  };
  return joined(record, { ...saidOf(record), ...told }, termsOf);
}

/** Joins that a trade was taken back; as `joinUpdate`. */
export function joinBustInto(record: OrderRecord, bust: Bust, termsOf: TermsOf): Joined | null {
  return joined(record, { ...saidOf(record), evidence: joinBust(record.evidence, bust) }, termsOf);
}

/** What two records know that turn out to be of one order; as `joinUpdate`. */
export function mergeOrders(record: OrderRecord, other: OrderRecord, termsOf: TermsOf): Joined {
  const names = namesAfter(record, other);
  const isTheirs = record.legFrom === 'assumed' && other.legFrom === 'report';
  const isNetOnly = record.legFrom === other.legFrom && record.positionSide === 'NET';
  const { side, isSideTold } = record.isSideTold ? record : other;
  const next: Said = {
    side,
    isSideTold,
    id: names.id,
    clientOrderId: names.clientOrderId,
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
  const { figures, change } = figuresAfter(record, record.evidence, () =>
    termsWithLimit(record, record.facts, termsOf),
  );
  return change === NO_CHANGE ? null : { record: { ...record, ...figures }, change };
}

/** An order as it was stored, with what follows from its evidence. @throws {UpdateFault} as `joinUpdate`. */
export function deriveStored(record: OrderRecord, termsOf: TermsOf): OrderRecord {
  const { evidence, words, reportedAt, caller } = record;
  const figures =
    evidence === NO_EVIDENCE
      ? NO_FIGURES
      : figuresAfter({ ...NO_FIGURES, evidence: NO_EVIDENCE }, evidence, () =>
          termsWithLimit(record, record.facts, termsOf),
        ).figures;
  const status = statusOf(words, evidence, reportedAt !== null, figures.filled, caller);
  return { ...record, ...figures, status };
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

const NO_NAMES: readonly string[] = Object.freeze([]);
const NO_SETTLED: OrderRecord['settled'] = Object.freeze([]);

/** What of an order is said, and not derived. */
type Said = Omit<
  OrderRecord,
  'exchange' | 'symbol' | 'status' | 'filled' | 'average' | 'last' | 'fees' | 'fills'
>;

/** An order with what was said, and with what follows from it. Field by field: every update comes through here. */
function joined(before: OrderRecord, said: Said, termsOf: TermsOf): Joined | null {
  const clientOrderId = said.facts.clientOrderId ?? smallestClientId(said);
  const formerClientIds = withFormer(said, clientOrderId);
  if (isSaidBefore(before, said, clientOrderId, formerClientIds)) return null;
  const { exchange, symbol } = before;
  const { side, isSideTold, id, formerIds, replaces, positionSide, legFrom, facts, words, evidence } = said;
  const { reportedAt, settled } = said;
  const isDerived = evidence === before.evidence && facts.price === before.facts.price;
  let figures: OrderFigures = before;
  let change = NO_CHANGE;
  if (!isDerived || positionSide !== before.positionSide) {
    const terms = (): InferenceTerms => termsWithLimit({ exchange, symbol, positionSide }, facts, termsOf);
    ({ figures, change } = figuresAfter(before, evidence, terms));
  }
  const status = statusOf(words, evidence, reportedAt !== null, figures.filled, said.caller);
  const record: OrderRecord = {
    exchange,
    symbol,
    id,
    clientOrderId,
    formerIds,
    formerClientIds,
    replaces,
    side,
    isSideTold,
    positionSide,
    legFrom,
    facts,
    words,
    evidence,
    caller: isTerminalStatus(status) ? withoutCancel(said.caller) : said.caller,
    reportedAt,
    settled,
    status,
    filled: figures.filled,
    average: figures.average,
    last: figures.last,
    fees: figures.fees,
    fills: figures.fills,
  };
  return { record, change };
}

function isSaidBefore(
  before: OrderRecord,
  said: Said,
  clientOrderId: string | null,
  formerClientIds: readonly string[],
): boolean {
  return (
    said.evidence === before.evidence &&
    said.facts === before.facts &&
    said.words === before.words &&
    said.reportedAt === before.reportedAt &&
    said.caller === before.caller &&
    said.id === before.id &&
    clientOrderId === before.clientOrderId &&
    said.formerIds === before.formerIds &&
    formerClientIds === before.formerClientIds &&
    said.replaces === before.replaces &&
    said.positionSide === before.positionSide &&
    said.legFrom === before.legFrom &&
    said.side === before.side &&
    said.isSideTold === before.isSideTold &&
    said.settled === before.settled
  );
}

/** Of client ids that only trades told of, no order of delivery may say which is shown. */
function smallestClientId({ clientOrderId, formerClientIds }: Said): string | null {
  const [smallest] = formerClientIds;
  if (clientOrderId === null || smallest === undefined) return clientOrderId ?? smallest ?? null;
  return smallest < clientOrderId ? smallest : clientOrderId;
}

function saidOf(record: OrderRecord): Said {
  const { side, isSideTold, id, clientOrderId, formerIds, formerClientIds, replaces, positionSide } = record;
  const { legFrom, facts, words, evidence, caller, reportedAt, settled } = record;
  return {
    side,
    isSideTold,
    id,
    clientOrderId,
    formerIds,
    formerClientIds,
    replaces,
    positionSide,
    legFrom,
    facts,
    words,
    evidence,
    caller,
    reportedAt,
    settled,
  };
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
function withFormer(record: Said, shown: string | null): readonly string[] {
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
  const told = record.evidence.points.at(-1)?.filled ?? '0';
  if (compareUnsigned(update.filled, told) > 0) return caller;
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
