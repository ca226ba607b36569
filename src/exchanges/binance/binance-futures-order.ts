import { compareUnsigned } from '../../decimal/decimal-text.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import { futuresOrderRow, orderTradeUpdateRow } from './beautified.js';
import { idOf, lastFill } from './binance-fill.js';
import type { BinanceFuturesOrder } from './binance-messages.js';
import { expiryReason } from './expiry-reason.js';
import { BINANCE, BINANCE_LEGS, BINANCE_SIDES, BINANCE_STATUSES } from './binance-words.js';

type Order = Fields<keyof BinanceFuturesOrder>;

const LIQUIDATED: ReadonlySet<unknown> = new Set(['NEW_INSURANCE', 'NEW_ADL']);

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
export function mapBinanceFuturesOrder(event: unknown, readEvent: FieldReader): OrderUpdate {
  const update = orderTradeUpdateRow(event, readEvent);
  const read = readEvent.at('o');
  return futuresOrder(futuresOrderRow(update.o, read), update.T, readEvent, read);
}

/**
 * The order that a row tells.
 *
 * @param time of its event.
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function futuresOrder(
  order: Order,
  time: unknown,
  readEvent: FieldReader,
  read: FieldReader,
): OrderUpdate {
  const id = idOf(order.i, 'i', read);
  const clientOrderId = read.text(order.c, 'c');
  if (id === null && clientOrderId === null) throw read.fault('i', 'is missing');
  const filled = read.decimal(order.z, 'z') ?? '0';
  const amount = read.requiredDecimal(order.q, 'q');
  const fill = lastFill(order, read);
  return {
    exchange: BINANCE,
    symbol: read.requiredText(order.s, 's'),
    id,
    clientOrderId,
    status: statusOf(order, amount, filled, read),
    side: read.requiredChoice(order.S, 'S', BINANCE_SIDES),
    type: read.text(order.o, 'o', MAX_NAME),
    timeInForce: read.text(order.f, 'f', MAX_NAME),
    price: read.positive(order.p, 'p'),
    amount,
    filled,
    average: read.computedPrice(order.ap, 'ap'),
    lastFilled: fill.lastFilled,
    lastFilledPrice: fill.lastFilledPrice,
    tradeId: fill.tradeId,
    fee: fill.fee,
    feeCurrency: fill.feeCurrency,
    liquidity: fill.liquidity,
    reduceOnly: read.flag(order.R, 'R'),
    positionSide: read.choice(order.ps, 'ps', BINANCE_LEGS),
    reason: reasonOf(order, clientOrderId, read),
    timestamp: readEvent.timestamp(time, 'T') ?? read.timestamp(order.T, 'T'),
  };
}

/** Whether a liquidation's order is still open is told by its quantities alone: `NEW_INSURANCE` and `NEW_ADL` do not change as it fills. */
function statusOf({ X }: Order, amount: string, filled: string, read: FieldReader): OrderStatus {
  const status = read.requiredChoice(X, 'X', BINANCE_STATUSES);
  if (filled === '0' || !LIQUIDATED.has(X)) return status;
  return amount !== '0' && compareUnsigned(filled, amount) >= 0 ? 'FILLED' : 'PARTIALLY_FILLED';
}

/** Why the exchange made or ended the order: nothing where its owner did. */
function reasonOf({ x, er }: Order, clientOrderId: string | null, read: FieldReader): string | null {
  const forced = clientOrderId === null ? null : forcedReason(clientOrderId);
  if (forced !== null) return forced;
  return read.text(x, 'x') === 'CALCULATED' ? 'LIQUIDATION' : expiryReason(er, 'er', read);
}

function forcedReason(clientOrderId: string): string | null {
  for (const [begin, reason] of FORCED) if (clientOrderId.startsWith(begin)) return reason;
  return null;
}
