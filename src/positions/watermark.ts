import type { Amounts } from '../decimal/amounts.js';
import { NO_AMOUNTS } from '../decimal/amounts.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import type { OrderSide } from '../orders/order.js';
import type { OrderRecord } from '../orders/order-record.js';
import type { PositionPlace } from './position-record.js';

/**
 * What a position has already counted of one order. Stored in the same commit as the position, so that applying an order
 * any number of times, in this process or the next, counts it once.
 */
export interface Watermark extends PositionPlace {
  readonly side: OrderSide;
  /** How its cost is counted. */
  readonly kind: InstrumentKind;
  /** Quantity counted, in `10^-18`. */
  readonly quantity: bigint;
  /** Cost counted (see `costAt`). */
  readonly cost: bigint;
  readonly fees: Amounts;
}

/** The watermark of an order of which nothing is counted yet. */
export function freshWatermark(
  { exchange, symbol, positionSide, side }: OrderRecord,
  kind: InstrumentKind = 'linear',
): Watermark {
  return { exchange, symbol, positionSide, side, kind, quantity: 0n, cost: 0n, fees: NO_AMOUNTS };
}

/** The counted quantity as it moved the position: positive bought, negative sold. */
export function signedQuantity({ side, quantity }: Watermark): bigint {
  return side === 'BUY' ? quantity : -quantity;
}
