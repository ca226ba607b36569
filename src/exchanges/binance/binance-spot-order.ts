import { canonicalDecimal } from '../../decimal/decimal-text.js';
import {
  divideHalfEven,
  fromFixedPoint,
  powerOfTen,
  SCALE,
  toFixedPoint,
} from '../../decimal/fixed-point.js';
import { MAX_NAME, MAX_REASON } from '../../orders/field-checks.js';
import type { OrderUpdate } from '../../orders/order.js';
import { MessageRow } from '../message-row.js';
import { SPOT_ORDER_NAMES, withBinanceNames } from './beautified.js';
import { idOf, lastFill } from './binance-fill.js';
import type { BinanceSpotOrder } from './binance-messages.js';
import { expiryReason } from './expiry-reason.js';
import { BINANCE_SIDES, BINANCE_SPOT, BINANCE_STATUSES } from './binance-words.js';

type OrderRow = MessageRow<keyof BinanceSpotOrder>;

/**
 * An `executionReport` of the spot market or of a margin account. `amount` is in the base currency, and 0 of an order that is sized in the
 * quote currency where Binance does not tell more.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceSpotOrder(event: unknown): OrderUpdate {
  const row: OrderRow = new MessageRow(withBinanceNames(event, SPOT_ORDER_NAMES), 'executionReport');
  const id = idOf(row, 'i');
  const status = row.requiredChoice('X', BINANCE_STATUSES);
  const clientOrderId = (status === 'CANCELED' ? row.text('C') : null) ?? row.text('c');
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
    amount: row.requiredDecimal('q'),
    filled,
    average: averagePrice(row, filled),
    ...lastFill(row),
    reason: reasonOf(row),
    timestamp: row.timestamp('T'),
  };
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
