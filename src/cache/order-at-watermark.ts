import { fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { OrderRecord } from '../orders/order-record.js';
import { working } from '../orders/order-status.js';
import { priceFor } from '../positions/contract-cost.js';
import type { Watermark } from '../positions/watermark.js';

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
