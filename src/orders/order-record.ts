import type { Amounts } from '../decimal/amounts.js';
import type { Evidence } from '../ledger/evidence.js';
import { sumOfFees } from '../ledger/fills-of.js';
import type { OrderFill } from '../ledger/order-fill.js';
import type { SettledPlace } from '../ledger/settled-place.js';
import type { OrderSide, OrderStatus, PositionSide } from './order.js';
import type { StampedFacts } from './order-facts.js';
import type { StatusWords } from './status-words.js';

/** Who said which leg an order is of: nobody, or only trades and the caller, or the order's own report. */
export type LegSource = 'assumed' | 'report';

/** What the caller said of an order. */
export interface CallerWords {
  /** Whether the caller created it here. */
  readonly status: 'INITIALIZED' | 'PENDING' | null;
  /** That it is to be canceled, until that is answered. */
  readonly cancel: CancelRequest | null;
  /** What the requests that lead to it were marked with, sorted. */
  readonly idempotencyKeys: readonly string[];
  /** The caller's clock (ms). */
  readonly timestamp: number | null;
}

/** That the caller means to cancel an order. */
export interface CancelRequest {
  /** The exchange's last word when it was made (ms), `UNTIMED` where that had no time; null before the exchange had spoken. */
  readonly since: number | null;
  /** Whether queries for open orders leave it out. */
  readonly isHidden: boolean;
  /** Whether the order reads CANCELING. */
  readonly isStatus: boolean;
}

/** What was settled of an order's fills on one leg: the ledger counts them no more. */
export interface SettledFills {
  readonly positionSide: PositionSide;
  /** How many snapshots the leg had settled by then: what was before one of these counts for its fees only. */
  readonly epoch: number;
  /** In `10^-18`. */
  readonly quantity: bigint;
  /** See `costAt`. */
  readonly cost: bigint;
  readonly fees: Amounts;
  /** Fills of up to here were counted before the order was forgotten; null where it never was. */
  readonly upTo: SettledPlace | null;
  /** The names (see `nameOfFill`) of fills that were settled and got a later place since. */
  readonly moved: readonly string[];
}

/**
 * An order as the cache keeps it: its names, what was reported of it, what the caller said, and what follows from that. Immutable; decimals are
 * canonical strings, so that equal means identical.
 */
export interface OrderRecord {
  readonly exchange: string;
  readonly symbol: string;
  readonly id: string | null;
  readonly clientOrderId: string | null;
  /** Exchange ids and client ids that lead to it beside these. */
  readonly formerIds: readonly string[];
  readonly formerClientIds: readonly string[];
  /** The id or client id of the order that it replaced. */
  readonly replaces: string | null;
  readonly side: OrderSide;
  /** Whether a message told its side: that a trade was taken back may come before all else. */
  readonly isSideTold: boolean;
  readonly positionSide: PositionSide;
  readonly legFrom: LegSource;
  readonly facts: StampedFacts;
  readonly words: StatusWords;
  readonly evidence: Evidence;
  readonly caller: CallerWords;
  /** The time of the exchange's latest report (ms), `UNTIMED` where it told none; null before the first. */
  readonly reportedAt: number | null;
  readonly settled: readonly SettledFills[];

  // What follows from all that.
  readonly status: OrderStatus;
  readonly filled: string;
  readonly average: string | null;
  /** The last execution that was told of; null if there was none. */
  readonly last: OrderFill | null;
  /** The sum of the fees of its fills; null where it is to be made from them: while they are few. */
  readonly fees: Amounts | null;
  /** The fills; null where the executions are the fills, each as it stands. */
  readonly fills: readonly OrderFill[] | null;
}

export const NO_NAMES: readonly string[] = Object.freeze([]);
export const NO_SETTLED: readonly SettledFills[] = Object.freeze([]);

export const NO_CALLER: CallerWords = Object.freeze({
  status: null,
  cancel: null,
  idempotencyKeys: Object.freeze([]),
  timestamp: null,
});

/** What a caller knows an order by: its id, or its client id while no id is known. */
export function shownId({
  id,
  clientOrderId,
}: {
  readonly id: string | null;
  readonly clientOrderId: string | null;
}): string {
  return id ?? clientOrderId ?? '';
}

/** Everything that an order is called: its ids and client ids. */
export function namesOf({ id, clientOrderId, formerIds, formerClientIds }: OrderRecord): string[] {
  return [id, clientOrderId, ...formerIds, ...formerClientIds].filter((name) => name !== null);
}

/** The fills of an order. */
export function fillsOfRecord({ fills, evidence }: OrderRecord): readonly OrderFill[] {
  return fills ?? evidence.executions.all;
}

/** The fees of all fills. */
export function feesOfRecord(record: Pick<OrderRecord, 'fees' | 'fills' | 'evidence'>): Amounts {
  return record.fees ?? sumOfFees(record.fills ?? record.evidence.executions.all);
}

/** Whether queries show it: a report told of it, or the caller created it. */
export function isShown({ reportedAt, caller }: OrderRecord): boolean {
  return reportedAt !== null || caller.status !== null || caller.cancel !== null;
}

/** Whether it was submitted and the exchange has not answered. */
export function isInFlight({ reportedAt }: OrderRecord): boolean {
  return reportedAt === null;
}

export function hasCancelIntent({ caller }: OrderRecord): boolean {
  return caller.cancel?.isHidden ?? false;
}
