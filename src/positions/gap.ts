import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { CheckedUpdate } from '../orders/checked-update.js';
import type { OrderRecord } from '../orders/order-record.js';
import type { OrderFill } from './fill.js';
import { deficitOf } from './leg.js';
import type { PositionGap } from './position.js';
import type { PositionRecord } from './position-record.js';

/** What was closed of a leg before it was opened, or null if nothing was. */
export function deficitGap(
  orderId: string | null,
  before: PositionRecord | null,
  after: PositionRecord,
): PositionGap | null {
  const owed = deficitOf(after);
  if (owed === 0n) return null;
  const quantity = owed - (before === null ? 0n : deficitOf(before));
  return quantity <= 0n
    ? null
    : {
        exchange: after.exchange,
        symbol: after.symbol,
        positionSide: after.positionSide,
        orderId,
        quantity: fromFixedPoint(quantity),
        estimated: false,
        feesUnknown: false,
      };
}

/**
 * The fills that were missed before this one, or null if there are none: what was filled is more than the fill that the
 * update names, or the update names none and its price or fees cannot be told.
 *
 * @param byTrades whether trades told of a part of what the update names.
 */
export function gapOf(
  order: OrderRecord,
  update: CheckedUpdate,
  fill: OrderFill,
  byTrades: boolean,
): PositionGap | null {
  if (fill.quantity === 0n || (fill.isNamed && update.lastFilled === order.lastFilled)) return null;
  const named = update.lastFilled === null ? 0n : toFixedPoint(update.lastFilled);
  const missed = named < fill.quantity ? fill.quantity - named : fill.quantity;
  const feesUnknown = update.cumFees === null;
  const isNamed = named === fill.quantity || (byTrades && named > fill.quantity);
  if (isNamed && !fill.estimated) return null;
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
