import type { Amounts } from '../decimal/amounts.js';
import { largerAmounts, NO_AMOUNTS } from '../decimal/amounts.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import type { OrderSide } from '../orders/order.js';
import type { OrderRecord } from '../orders/order-record.js';
import type { NamedFills } from './named-fills.js';
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
  /** What was heard of the order trade by trade; null if nothing was. */
  readonly trades: HeardTrades | null;
  /** What the order named of it fill by fill; null where that is all of it, and the cost is exact. */
  readonly named: NamedFills | null;
}

/**
 * The trades of an order that were heard one by one. They and the order's own cumulative figures tell of the same fills: the position
 * counts whichever is ahead.
 */
export interface HeardTrades {
  readonly quantity: bigint;
  readonly cost: bigint;
  readonly fees: Amounts;
  readonly ids: readonly string[];
  /** When the latest was heard, on the cache's own clock (ms). */
  readonly heardAt: number;
}

/** What is known of an order's fees: by currency the larger sum, because each side may have missed some. */
export function knownFees(ofOrder: Amounts, trades: HeardTrades | null): Amounts {
  return trades === null ? ofOrder : largerAmounts(ofOrder, trades.fees);
}

/** The watermark of an order of which nothing is counted yet. */
export function freshWatermark(
  {
    exchange,
    symbol,
    positionSide,
    side,
  }: Pick<OrderRecord, 'exchange' | 'symbol' | 'positionSide' | 'side'>,
  kind: InstrumentKind = 'linear',
): Watermark {
  return {
    exchange,
    symbol,
    positionSide,
    side,
    kind,
    quantity: 0n,
    cost: 0n,
    fees: NO_AMOUNTS,
    trades: null,
    named: null,
  };
}

/** The counted quantity as it moved the position: positive bought, negative sold. */
export function signedQuantity({ side, quantity }: Watermark): bigint {
  return side === 'BUY' ? quantity : -quantity;
}
