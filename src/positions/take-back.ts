import { NO_AMOUNTS, subtractAmounts } from '../decimal/amounts.js';
import { magnitude } from '../decimal/fixed-point.js';
import { priceFor } from './contract-cost.js';
import type { Fill } from './fill.js';
import { foldFill, payFromHolding } from './fold.js';
import type { PositionRecord } from './position-record.js';
import type { Watermark } from './watermark.js';

/** The fill that undoes what was counted. */
export function backFill({ side, quantity, cost, fees }: Watermark): Fill {
  return {
    side: side === 'BUY' ? 'SELL' : 'BUY',
    quantity,
    cost,
    fees: subtractAmounts(NO_AMOUNTS, fees),
    estimated: false,
  };
}

/**
 * A position without what was counted of an order. What is still open of it goes as it came, so that nothing is realized; else it is undone by a
 * fill the other way, at its own price.
 *
 * @param fee the part of its fees that was paid from the holding, in `10^-18`.
 * @param at the time of what tells it (ms).
 */
export function takeBack(
  position: PositionRecord,
  counted: Watermark,
  fee: bigint,
  at: number,
): PositionRecord {
  const back = backFill(counted);
  const held =
    fee === 0n
      ? position
      : payFromHolding(position, -fee, priceFor(position.kind, counted.quantity, counted.cost), at);
  const isOpen = held.quantity !== 0n && held.quantity > 0n === (counted.side === 'BUY');
  const isPart = magnitude(held.quantity) > counted.quantity && held.cost > counted.cost;
  if (!isOpen || !isPart) return foldFill(held, back, at);
  const cost = held.cost - counted.cost;
  const fees = foldFill(held, { ...back, quantity: 0n, cost: 0n }, at);
  const signed = counted.side === 'BUY' ? counted.quantity : -counted.quantity;
  return { ...fees, quantity: held.quantity - signed, cost };
}
