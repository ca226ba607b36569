import type { OrderSide } from '../orders/order.js';
import { moneyOf, profitOf } from './contract-cost.js';
import type { PositionRecord } from './position-record.js';

/**
 * A position of which a counted fill turns out to have cost something else. Where the position is open on the fill's side, the difference goes
 * into its cost; else what the fill was part of is closed, and the difference is realized. So it also is where the cost would not stay above zero:
 * most of what the fill opened was closed since.
 *
 * @param difference what it cost less what was counted (see `costAt`).
 * @param at the time of what tells it (ms).
 */
export function correctCost(
  position: PositionRecord,
  side: OrderSide,
  difference: bigint,
  at: number,
): PositionRecord {
  const isBuy = side === 'BUY';
  const { kind, quantity } = position;
  const isOpen = quantity !== 0n && quantity > 0n === isBuy;
  const cost = position.cost + difference;
  if (isOpen && cost > 0n) return { ...position, cost, updatedAt: at };
  const profit = profitOf(kind, 0n, difference);
  return {
    ...position,
    realizedPnl: position.realizedPnl + moneyOf(kind, isBuy ? -profit : profit, position.contractSize),
    ...closedCosts(position, isBuy, difference),
    updatedAt: at,
  };
}

/** What the position was entered and left at since it was opened last, where the fill may be one of those. */
function closedCosts(
  { closedQuantity, closedEntryCost, closedExitCost }: PositionRecord,
  isBuy: boolean,
  difference: bigint,
): Pick<PositionRecord, 'closedEntryCost' | 'closedExitCost'> {
  const isEntry = closedQuantity > 0n === isBuy;
  const corrected = (isEntry ? closedEntryCost : closedExitCost) + difference;
  if (closedQuantity === 0n || corrected <= 0n) return { closedEntryCost, closedExitCost };
  return isEntry
    ? { closedEntryCost: corrected, closedExitCost }
    : { closedEntryCost, closedExitCost: corrected };
}
