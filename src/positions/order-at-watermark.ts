import { NO_AMOUNTS } from '../decimal/amounts.js';
import { fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { CheckedUpdate } from '../orders/checked-update.js';
import { mergeUpdate } from '../orders/merge.js';
import type { OrderRecord } from '../orders/order-record.js';
import { working } from '../orders/order-status.js';
import { priceFor } from './contract-cost.js';
import type { Watermark } from './watermark.js';

/**
 * An order that is behind what its position has counted of it, brought up to that; null if it is not behind. It happens
 * where a crash came between the commit of the position and that of the order: the position is right.
 */
export function orderAtWatermark(order: OrderRecord, watermark: Watermark): OrderRecord | null {
  // What is known by trades alone is no word on the order.
  if (watermark.trades !== null || toFixedPoint(order.filled) >= watermark.quantity) return null;
  const filled = fromFixedPoint(watermark.quantity);
  return {
    ...order,
    status: working(order.status, true),
    filled,
    average: fromFixedPoint(priceFor(watermark.kind, watermark.quantity, watermark.cost)),
    averageDigits: SCALE,
    lastFilled: null,
    lastFilledPrice: null,
    tradeId: null,
    fee: null,
    feeCurrency: null,
    fees: watermark.fees,
    // Which trades these fees are of was lost with the order; told again, they are in there already.
    feesAsOf: watermark.fees.length === 0 ? order.feesAsOf : filled,
  };
}

/**
 * An order that a crash lost, though its position had counted of it: it begins where that is, and the update merges from there.
 *
 * @param heard the order as the update alone would make it.
 * @returns the order after the update; null if it is not behind.
 */
export function orderFoundAgain(
  heard: OrderRecord,
  update: CheckedUpdate,
  watermark: Watermark,
): OrderRecord | null {
  const unfilled: OrderRecord = {
    ...heard,
    status: 'ACCEPTED',
    filled: '0',
    average: null,
    averageDigits: 0,
    lastFilled: null,
    lastFilledPrice: null,
    tradeId: null,
    fee: null,
    feeCurrency: null,
    fees: NO_AMOUNTS,
    feesAsOf: '0',
    tradeIds: [],
    timestamp: null,
    heard: true,
  };
  const lost = orderAtWatermark(unfilled, watermark);
  if (lost === null) return null;
  const merge = mergeUpdate(lost, update);
  return merge.outcome === 'applied' ? merge.record : lost;
}
