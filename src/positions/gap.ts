import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { CheckedUpdate } from '../orders/checked-update.js';
import type { OrderRecord } from '../orders/order-record.js';
import type { Fill } from './fill.js';
import type { PositionGap } from './position.js';

/**
 * The fills that were missed before this one, or null if there are none: what was filled is more than the fill that the
 * update names, or the update names none and its price or fees cannot be told.
 */
export function gapOf(order: OrderRecord, update: CheckedUpdate, fill: Fill): PositionGap | null {
  if (fill.quantity === 0n) return null;
  const named = update.lastFilled === null ? 0n : toFixedPoint(update.lastFilled);
  const missed = named < fill.quantity ? fill.quantity - named : fill.quantity;
  const feesUnknown = update.cumFees === null;
  if (named === fill.quantity && !fill.estimated) return null;
  if (named === 0n && !fill.estimated && !feesUnknown) return null;
  return {
    exchange: order.exchange,
    symbol: order.symbol,
    positionSide: order.positionSide,
    orderId: order.id ?? order.clientOrderId,
    quantity: fromFixedPoint(missed),
    estimated: fill.estimated,
    feesUnknown,
  };
}
