import { canonicalDecimal, compareUnsigned } from '../../decimal/decimal-text.js';
import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME, MAX_REASON } from '../../orders/field-checks.js';
import { isTerminalStatus } from '../../orders/order.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import { averagePrice } from '../average-price.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import { spotOrderRow } from './beautified.js';
import { idOf, lastFill } from './binance-fill.js';
import type { BinanceSpotOrder } from './binance-messages.js';
import { expiryReason } from './expiry-reason.js';
import { BINANCE_SIDES, BINANCE_SPOT, BINANCE_STATUSES } from './binance-words.js';

type Order = Fields<keyof BinanceSpotOrder>;

/**
 * An `executionReport` of the spot market or of a margin account. `amount` is in the base currency, and 0 of an order that is sized in the
 * quote currency where Binance does not tell more. An amended order (`REPLACED`) keeps its id and has a new client id; `replaces` is the one
 * before.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceSpotOrder(event: unknown, read: FieldReader): OrderUpdate {
  return spotOrder(spotOrderRow(event, read), read);
}

/** The order that a row tells, whichever message it came with. @throws {UpdateFault} naming the field that is missing or wrong. */
export function spotOrder(order: Order, read: FieldReader): OrderUpdate {
  const id = idOf(order.i, 'i', read);
  const status = read.requiredChoice(order.X, 'X', BINANCE_STATUSES);
  const original = read.text(order.C, 'C');
  const clientOrderId = (status === 'CANCELED' ? original : null) ?? read.text(order.c, 'c');
  if (id === null && clientOrderId === null) throw read.fault('i', 'is missing');
  const filled = read.decimal(order.z, 'z') ?? '0';
  const fill = lastFill(order, read);
  return {
    exchange: BINANCE_SPOT,
    symbol: read.requiredText(order.s, 's'),
    id,
    clientOrderId,
    status,
    side: read.requiredChoice(order.S, 'S', BINANCE_SIDES),
    type: read.text(order.o, 'o', MAX_NAME),
    timeInForce: read.text(order.f, 'f', MAX_NAME),
    price: read.positive(order.p, 'p'),
    amount: amountOf(order, status, read),
    filled,
    average: averageOf(order, filled, read),
    lastFilled: fill.lastFilled,
    lastFilledPrice: fill.lastFilledPrice,
    tradeId: fill.tradeId,
    fee: fill.fee,
    feeCurrency: fill.feeCurrency,
    liquidity: fill.liquidity,
    reason: reasonOf(order, read),
    replaces: read.text(order.x, 'x') === 'REPLACED' && original !== clientOrderId ? original : null,
    timestamp: read.timestamp(order.T, 'T'),
  };
}

/**
 * What self-trade prevention took from an order cannot trade any more, so that an order which goes on, or which has filled the rest, is of
 * that much less. One that it ended keeps its amount, as a canceled one does.
 */
function amountOf(order: Order, status: OrderStatus, read: FieldReader): string {
  const amount = read.requiredDecimal(order.q, 'q');
  const prevented = read.positive(order.A, 'A');
  const isEnded = isTerminalStatus(status) && status !== 'FILLED';
  if (prevented === null || isEnded || compareUnsigned(prevented, amount) >= 0) return amount;
  return fromFixedPoint(toFixedPoint(amount) - toFixedPoint(prevented));
}

/** Spot tells the cost, not the average. Below zero it is unknown. */
function averageOf({ Z }: Order, filled: string, read: FieldReader): string | null {
  const cost = read.signedDecimal(Z, 'Z');
  if (cost === null || cost === '0' || cost.startsWith('-') || filled === '0') return null;
  const average = averagePrice(cost, filled);
  return average === 0n ? null : canonicalDecimal(fromFixedPoint(average));
}

function reasonOf({ r, eR }: Order, read: FieldReader): string | null {
  const refusal = read.text(r, 'r', MAX_REASON);
  return refusal === null || refusal === 'NONE' ? expiryReason(eR, 'eR', read) : refusal;
}
