import { compareUnsigned } from '../../decimal/decimal-text.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import { MessageRow } from '../message-row.js';
import { FUTURES_ORDER_NAMES, ORDER_TRADE_UPDATE_NAMES, withBinanceNames } from './beautified.js';
import { idOf, lastFill } from './binance-fill.js';
import type { BinanceFuturesOrder, BinanceOrderTradeUpdate } from './binance-messages.js';
import { expiryReason } from './expiry-reason.js';
import { BINANCE, BINANCE_LEGS, BINANCE_SIDES, BINANCE_STATUSES } from './binance-words.js';

type OrderRow = MessageRow<keyof BinanceFuturesOrder>;

const EVENT = 'ORDER_TRADE_UPDATE';

const LIQUIDATED: ReadonlySet<string | null> = new Set(['NEW_INSURANCE', 'NEW_ADL']);

/** What Binance calls the orders that it makes itself begins with this. */
const FORCED: readonly (readonly [clientOrderId: string, reason: string])[] = [
  ['autoclose-', 'LIQUIDATION'],
  ['adl_autoclose', 'ADL'],
  ['settlement_autoclose-', 'SETTLEMENT'],
];

/**
 * An `ORDER_TRADE_UPDATE` of USDT-M or COIN-M. `amount` is in contracts; of an order that closes the whole position Binance writes 0.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceFuturesOrder(event: unknown): OrderUpdate {
  const update = new MessageRow<keyof BinanceOrderTradeUpdate>(
    withBinanceNames(event, ORDER_TRADE_UPDATE_NAMES),
    EVENT,
  );
  const row: OrderRow = new MessageRow(withBinanceNames(update.raw('o'), FUTURES_ORDER_NAMES), `${EVENT}.o`);
  const id = idOf(row, 'i');
  const clientOrderId = row.text('c');
  if (id === null && clientOrderId === null) throw row.fault('i', 'is missing');
  const filled = row.decimal('z') ?? '0';
  const amount = row.requiredDecimal('q');
  return {
    exchange: BINANCE,
    symbol: row.requiredText('s'),
    id,
    clientOrderId,
    status: statusOf(row, amount, filled),
    side: row.requiredChoice('S', BINANCE_SIDES),
    type: row.text('o', MAX_NAME),
    timeInForce: row.text('f', MAX_NAME),
    price: row.positive('p'),
    amount,
    filled,
    average: row.computedPrice('ap'),
    ...lastFill(row),
    reduceOnly: row.flag('R'),
    positionSide: row.choice('ps', BINANCE_LEGS),
    reason: reasonOf(row, clientOrderId),
    timestamp: update.timestamp('T') ?? row.timestamp('T'),
  };
}

/** Whether a liquidation's order is still open is told by its quantities alone: `NEW_INSURANCE` and `NEW_ADL` do not change as it fills. */
function statusOf(row: OrderRow, amount: string, filled: string): OrderStatus {
  const status = row.requiredChoice('X', BINANCE_STATUSES);
  if (!LIQUIDATED.has(row.text('X')) || filled === '0') return status;
  return amount !== '0' && compareUnsigned(filled, amount) >= 0 ? 'FILLED' : 'PARTIALLY_FILLED';
}

/** Why the exchange made or ended the order: nothing where its owner did. */
function reasonOf(row: OrderRow, clientOrderId: string | null): string | null {
  const forced = FORCED.find(([begin]) => clientOrderId?.startsWith(begin) === true);
  if (forced !== undefined) return forced[1];
  return row.text('x') === 'CALCULATED' ? 'LIQUIDATION' : expiryReason(row, 'er');
}
