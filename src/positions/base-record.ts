import { amountsFromPairs, amountsToPairs } from '../decimal/amounts.js';
import { exactText, fromExactText, SCALE } from '../decimal/fixed-point.js';
import { costDigits } from '../ledger/contract-cost.js';
import type { LegState } from '../ledger/leg-state.js';
import type { SettledPlace } from '../ledger/settled-place.js';

/** What is kept of the settled beginning of a ledger: its fold, and where its fill history stands. */
export interface BaseRecord {
  readonly state: LegState;
  /** Where the last item that was settled stood; null while only corrections were settled. */
  readonly last: SettledPlace | null;
  /** Whether anything that was settled moved the leg: not so where snapshots only said that it was flat. */
  readonly hasMoved: boolean;
  /** Snapshots that were settled, and the time of the last (ms). */
  readonly epoch: number;
  readonly adoptedAt: number | null;
  /** Up to where orders were counted that are forgotten: one of then that is told of again counts nothing. */
  readonly forgottenUpTo: SettledPlace | null;
  /** It was written anew to a store that had gone back, which may not have the orders as they were when it was settled. */
  readonly isRestored: boolean;
  /** The numbers of the first and the last entry of the fill history that are kept. */
  readonly first: number;
  readonly count: number;
  /** The hash of the last entry. */
  readonly head: string;
}

type Pairs = readonly (readonly [string, string])[];
type StoredState = {
  readonly [Field in keyof LegState]: LegState[Field] extends bigint
    ? string
    : Field extends 'fees' | 'adjustments'
      ? Pairs
      : LegState[Field];
};

/** The payload of a base as it is stored: JSON, every amount with all its digits. */
export function encodeBase(record: BaseRecord): string {
  return JSON.stringify({ ...record, state: storedState(record.state) });
}

/** The inverse of `encodeBase`. @throws if the payload is not what that writes. */
export function decodeBase(payload: string): BaseRecord {
  const stored = JSON.parse(payload) as Omit<BaseRecord, 'state'> & { readonly state: StoredState };
  return { ...stored, state: stateFrom(stored.state) };
}

/** A state as JSON can hold it. */
export function storedState(state: LegState): StoredState {
  const digits = costDigits(state.kind);
  return {
    ...state,
    contractSize: exactText(state.contractSize, SCALE),
    quantity: exactText(state.quantity, SCALE),
    cost: exactText(state.cost, digits),
    realizedPnl: exactText(state.realizedPnl, 3 * SCALE),
    fees: amountsToPairs(state.fees),
    adjustments: amountsToPairs(state.adjustments),
    peak: exactText(state.peak, SCALE),
    closedQuantity: exactText(state.closedQuantity, SCALE),
    closedEntryCost: exactText(state.closedEntryCost, digits),
    closedExitCost: exactText(state.closedExitCost, digits),
  };
}

export function stateFrom(stored: StoredState): LegState {
  const digits = costDigits(stored.kind);
  return {
    ...stored,
    contractSize: fromExactText(stored.contractSize, SCALE),
    quantity: fromExactText(stored.quantity, SCALE),
    cost: fromExactText(stored.cost, digits),
    realizedPnl: fromExactText(stored.realizedPnl, 3 * SCALE),
    fees: amountsFromPairs(stored.fees),
    adjustments: amountsFromPairs(stored.adjustments),
    peak: fromExactText(stored.peak, SCALE),
    closedQuantity: fromExactText(stored.closedQuantity, SCALE),
    closedEntryCost: fromExactText(stored.closedEntryCost, digits),
    closedExitCost: fromExactText(stored.closedExitCost, digits),
  };
}
