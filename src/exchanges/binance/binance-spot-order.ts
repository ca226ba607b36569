import { canonicalDecimal, compareUnsigned } from '../../decimal/decimal-text.js';
import {
  divideHalfEven,
  fromFixedPoint,
  powerOfTen,
  SCALE,
  toFixedPoint,
} from '../../decimal/fixed-point.js';
import { MAX_NAME, MAX_REASON } from '../../orders/field-checks.js';
import { isTerminalStatus } from '../../orders/order.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import { MessageRow } from '../message-row.js';
import { SPOT_ORDER_NAMES, withBinanceNames } from './beautified.js';
import { idOf, lastFill } from './binance-fill.js';
import type { BinanceSpotOrder } from './binance-messages.js';
import { expiryReason } from './expiry-reason.js';
import { BINANCE_SIDES, BINANCE_SPOT, BINANCE_STATUSES } from './binance-words.js';

type OrderRow = MessageRow<keyof BinanceSpotOrder>;

/**
 * An `executionReport` of the spot market or of a margin account. `amount` is in the base currency, and 0 of an order that is sized in the
 * quote currency where Binance does not tell more. An amended order (`REPLACED`) keeps its id and has a new client id; `replaces` is the one
 * before.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceSpotOrder(event: unknown, place = 'executionReport'): OrderUpdate {
  const row: OrderRow = new MessageRow(withBinanceNames(event, SPOT_ORDER_NAMES), place);
  const id = idOf(row, 'i');
  const status = row.requiredChoice('X', BINANCE_STATUSES);
  const original = row.text('C');
  const clientOrderId = (status === 'CANCELED' ? original : null) ?? row.text('c');
  if (id === null && clientOrderId === null) throw row.fault('i', 'is missing');
  const filled = row.decimal('z') ?? '0';
  return {
    exchange: BINANCE_SPOT,
    symbol: row.requiredText('s'),
    id,
    clientOrderId,
    status,
    side: row.requiredChoice('S', BINANCE_SIDES),
    type: row.text('o', MAX_NAME),
    timeInForce: row.text('f', MAX_NAME),
    price: row.positive('p'),
    amount: amountOf(row, status),
    filled,
    average: averagePrice(row, filled),
    ...lastFill(row),
    reason: reasonOf(row),
    replaces: row.text('x') === 'REPLACED' && original !== clientOrderId ? original : null,
    timestamp: row.timestamp('T'),
  };
}

/**
 * What self-trade prevention took from an order cannot trade any more, so that an order which goes on, or which has filled the rest, is of
 * that much less. One that it ended keeps its amount, as a canceled one does.
 */
function amountOf(row: OrderRow, status: OrderStatus): string {
  const amount = row.requiredDecimal('q');
  const prevented = row.positive('A');
  const isEnded = isTerminalStatus(status) && status !== 'FILLED';
  if (prevented === null || isEnded || compareUnsigned(prevented, amount) >= 0) return amount;
  return fromFixedPoint(toFixedPoint(amount) - toFixedPoint(prevented));
}

/** Spot tells the cost, not the average. Below zero it is unknown. */
function averagePrice(row: OrderRow, filled: string): string | null {
  const cost = row.signedDecimal('Z');
  if (cost === null || cost === '0' || cost.startsWith('-') || filled === '0') return null;
  const average = divideHalfEven(toFixedPoint(cost) * powerOfTen(SCALE), toFixedPoint(filled));
  return average === 0n ? null : canonicalDecimal(fromFixedPoint(average));
}

function reasonOf(row: OrderRow): string | null {
  const refusal = row.text('r', MAX_REASON);
  return refusal === null || refusal === 'NONE' ? expiryReason(row, 'eR') : refusal;
}
