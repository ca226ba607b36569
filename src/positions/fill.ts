import { NO_AMOUNTS, subtractAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import { costAt } from './contract-cost.js';
import { magnitude, powerOfTen, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { OrderSide } from '../orders/order.js';
import type { OrderRecord } from '../orders/order-record.js';
import { UpdateFault } from '../orders/update-fault.js';
import { knownFees } from './watermark.js';
import type { Watermark } from './watermark.js';

/** The step of an order that its position has not seen yet. */
export interface Fill {
  readonly side: OrderSide;
  /** Above zero, in `10^-18`; zero if only fees are new. */
  readonly quantity: bigint;
  /** What the quantity cost (see `costAt`), in `10^-36`. */
  readonly cost: bigint;
  /** What the fees grew by. */
  readonly fees: Amounts;
  /** The price is not the fill's own but the rounded average, or the limit price. */
  readonly estimated: boolean;
}

/** A fill that an order tells of. */
export interface OrderFill extends Fill {
  /** Whether all of its quantity is the last fill that the order names, at that fill's price; so is nothing. */
  readonly isNamed: boolean;
}

/** A rounding error of the price above one in this many is too much to derive a price from costs. */
const PRECISION = 1_000n;

/**
 * The fill that an order record has beyond its watermark (`docs/semantics.md`, Positions), or null if there is none.
 *
 * @throws {UpdateFault} if something was filled and nothing tells at what price.
 */
export function fillBeyond(order: OrderRecord, watermark: Watermark): OrderFill | null {
  const quantity = toFixedPoint(order.filled) - watermark.quantity;
  // A record that is behind was put together anew from messages that came again: it tells nothing that is not counted.
  if (quantity < 0n && watermark.trades === null) return null;
  const known = knownFees(order.fees, watermark.trades);
  const fees = known === watermark.fees ? NO_AMOUNTS : subtractAmounts(known, watermark.fees);
  if (quantity <= 0n) {
    return fees.length === 0
      ? null
      : { side: order.side, quantity: 0n, cost: 0n, fees, estimated: false, isNamed: true };
  }
  const { cost, estimated, isNamed } = costOf(order, watermark, quantity);
  return { side: order.side, quantity, cost, fees, estimated, isNamed };
}

type Cost = Pick<OrderFill, 'cost' | 'estimated' | 'isNamed'>;

function costOf(order: OrderRecord, watermark: Watermark, quantity: bigint): Cost {
  const { kind } = watermark;
  if (
    order.lastFilled !== null &&
    order.lastFilledPrice !== null &&
    toFixedPoint(order.lastFilled) === quantity &&
    !isCountedByTrade(order, watermark)
  ) {
    const cost = costAt(kind, quantity, priceOf(order.lastFilledPrice, 'lastFilledPrice', kind));
    return { cost, estimated: false, isNamed: true };
  }
  if (order.average !== null) return costFromAverage(order, order.average, watermark, quantity);
  const price = order.lastFilledPrice ?? order.price;
  if (price === null) {
    throw new UpdateFault(
      'average',
      'is missing: filled grows, and neither average nor lastFilledPrice nor price tells at what price',
    );
  }
  return { cost: costAt(kind, quantity, priceOf(price, 'price', kind)), estimated: true, isNamed: false };
}

/** Whether the last fill was counted when its trade was heard: what is new then is another fill of the same size. */
function isCountedByTrade({ tradeId }: OrderRecord, { trades }: Watermark): boolean {
  return trades !== null && tradeId !== null && trades.ids.includes(tradeId);
}

/** @throws {UpdateFault} if the price is zero on a contract that is valued by its inverse. */
function priceOf(text: string, field: string, kind: InstrumentKind): bigint {
  const price = toFixedPoint(text);
  if (kind === 'inverse' && price === 0n)
    throw new UpdateFault(field, 'must be above zero: the contract is inverse');
  return price;
}

/**
 * `filled x average - cost counted so far` (of inverse contracts, whose average is harmonic, `filled / average`) is the cost of the fill, exactly, as far as the exchange did not round the
 * average. Where half a unit of the average's last digit, spread over the fill, exceeds 0.1 % of the price, the average
 * itself is the better guess. An average without fraction digits is taken as it stands: exchanges that strip zeros
 * write 105 for 105.00, and none rounds to whole units.
 */
function costFromAverage(order: OrderRecord, average: string, watermark: Watermark, quantity: bigint): Cost {
  const { kind } = watermark;
  const price = priceOf(average, 'average', kind);
  const filled = toFixedPoint(order.filled);
  const total = costAt(kind, filled, price);
  const cost = total - watermark.cost;
  if (watermark.quantity === 0n) return { cost, estimated: false, isNamed: false };
  const unit = order.averageDigits === 0 ? 0n : powerOfTen(SCALE - order.averageDigits);
  // What half a unit of the price may make of the cost: of an inverse contract total / price as much, the other way.
  const isTooCoarse = unit * total * PRECISION > 2n * magnitude(cost) * price;
  return cost <= 0n || isTooCoarse
    ? { cost: costAt(kind, quantity, price), estimated: true, isNamed: false }
    : { cost, estimated: false, isNamed: false };
}
