import { amountsFromPairs, amountsToPairs } from '../decimal/amounts.js';
import { exactText, fromExactText, SCALE } from '../decimal/fixed-point.js';
import { costDigits } from './contract-cost.js';
import type { PositionRecord } from './position-record.js';

type Pairs = readonly (readonly [string, string])[];
/** A record with its exact amounts as text. */
type Stored<R> = {
  readonly [Field in keyof R]: Field extends 'fees' | 'adjustments'
    ? Pairs
    : R[Field] extends bigint
      ? string
      : R[Field];
};

/** The payload of a position as it is stored: JSON, every amount with all its digits. */
export function encodePosition(record: PositionRecord): string {
  return JSON.stringify({
    ...record,
    contractSize: exactText(record.contractSize, SCALE),
    quantity: exactText(record.quantity, SCALE),
    cost: exactText(record.cost, costDigits(record.kind)),
    realizedPnl: exactText(record.realizedPnl, 3 * SCALE),
    fees: amountsToPairs(record.fees),
    carried: exactText(record.carried, SCALE),
    paidFromHolding: exactText(record.paidFromHolding, SCALE),
    adjusted: exactText(record.adjusted, SCALE),
    adjustments: amountsToPairs(record.adjustments),
    peak: exactText(record.peak, SCALE),
    closedQuantity: exactText(record.closedQuantity, SCALE),
    closedEntryCost: exactText(record.closedEntryCost, costDigits(record.kind)),
    closedExitCost: exactText(record.closedExitCost, costDigits(record.kind)),
  } satisfies Stored<PositionRecord>);
}

export function decodePosition(payload: string): PositionRecord {
  const stored = JSON.parse(payload) as Stored<PositionRecord>;
  return {
    ...stored,
    contractSize: fromExactText(stored.contractSize, SCALE),
    quantity: fromExactText(stored.quantity, SCALE),
    cost: fromExactText(stored.cost, costDigits(stored.kind)),
    realizedPnl: fromExactText(stored.realizedPnl, 3 * SCALE),
    fees: amountsFromPairs(stored.fees),
    carried: fromExactText(stored.carried, SCALE),
    paidFromHolding: fromExactText(stored.paidFromHolding, SCALE),
    adjusted: fromExactText(stored.adjusted, SCALE),
    adjustments: amountsFromPairs(stored.adjustments),
    peak: fromExactText(stored.peak, SCALE),
    closedQuantity: fromExactText(stored.closedQuantity, SCALE),
    closedEntryCost: fromExactText(stored.closedEntryCost, costDigits(stored.kind)),
    closedExitCost: fromExactText(stored.closedExitCost, costDigits(stored.kind)),
  };
}
