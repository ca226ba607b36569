import { MAX_NAME, MAX_REASON } from '../../orders/field-checks.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import { bybitAverage } from './bybit-average.js';
import { cumulativeFees } from './bybit-fees.js';
import { CATEGORIES, exchangeOf } from './bybit-market.js';
import type { BybitCategory } from './bybit-market.js';
import type { BybitOrder } from './bybit-messages.js';
import { BYBIT_CONDITIONAL, BYBIT_LEGS, BYBIT_SIDES, BYBIT_STATUSES, BYBIT_TYPES } from './bybit-words.js';

type Order = Fields<keyof BybitOrder>;

/** How an order came to be that its owner did not send. */
const FORCED: ReadonlySet<string | null> = new Set([
  'CreateByLiq',
  'CreateByTakeOver_PassThrough',
  'CreateByAdl_PassThrough',
  'CreateBySettle',
  'CreateByAdminClosing',
]);

const NO_REASON: ReadonlySet<string | null> = new Set(['EC_NoError', 'UNKNOWN', 'NO_CANCEL']);

/**
 * A row of the `order` topic. It tells sums, and no single fill. `amount` is the order's `qty`: of a spot market order that is sized in
 * the quote currency, in that currency.
 *
 * @param topicCategory where the row itself does not tell its category.
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBybitOrder(
  message: unknown,
  read: FieldReader,
  topicCategory: BybitCategory,
): OrderUpdate {
  const order = read.row<keyof BybitOrder>(message);
  const category = read.choice(order.category, 'category', CATEGORIES) ?? topicCategory;
  const symbol = read.requiredText(order.symbol, 'symbol');
  const filled = read.decimal(order.cumExecQty, 'cumExecQty') ?? '0';
  const status = statusOf(order, read, filled);
  return {
    exchange: exchangeOf(category),
    symbol,
    id: read.requiredText(order.orderId, 'orderId'),
    clientOrderId: read.text(order.orderLinkId, 'orderLinkId'),
    status,
    side: read.requiredChoice(order.side, 'side', BYBIT_SIDES),
    type: typeOf(order, read),
    timeInForce: timeInForceOf(order, read),
    price: read.positive(order.price, 'price'),
    amount: read.requiredDecimal(order.qty, 'qty'),
    filled,
    average: bybitAverage(order, read, category, filled),
    cumFees: cumulativeFees(order, read, category, symbol),
    reduceOnly: read.flag(order.reduceOnly, 'reduceOnly'),
    positionSide: read.choice(order.positionIdx, 'positionIdx', BYBIT_LEGS),
    reason: reasonOf(order, read, status),
    timestamp: read.timestamp(order.updatedTime, 'updatedTime'),
  };
}

/** An order that was rejected after it had traded was working: it ended as a canceled one does. */
function statusOf({ orderStatus }: Order, read: FieldReader, filled: string): OrderStatus {
  const status = read.requiredChoice(orderStatus, 'orderStatus', BYBIT_STATUSES);
  return status === 'REJECTED' && filled !== '0' ? 'CANCELED' : status;
}

/** A conditional order keeps its name after it was triggered: Bybit names its later type from the first. */
function typeOf(order: Order, read: FieldReader): string | null {
  const orderType = read.text(order.orderType, 'orderType', MAX_NAME);
  const stopOrderType = read.text(order.stopOrderType, 'stopOrderType', MAX_NAME);
  const conditional = stopOrderType === null ? undefined : BYBIT_CONDITIONAL.get(stopOrderType);
  if (conditional !== undefined) return orderType === 'Limit' ? conditional[1] : conditional[0];
  return BYBIT_TYPES.get(orderType ?? '') ?? orderType;
}

function timeInForceOf(order: Order, read: FieldReader): string | null {
  const timeInForce = read.text(order.timeInForce, 'timeInForce', MAX_NAME);
  return timeInForce === 'PostOnly' ? 'PO' : timeInForce;
}

function reasonOf(order: Order, read: FieldReader, status: OrderStatus): string | null {
  const created = read.text(order.createType, 'createType', MAX_REASON);
  const forced = FORCED.has(created) ? created : null;
  // On any other status these speak of a request that failed, not of the order.
  if (status !== 'CANCELED' && status !== 'REJECTED') return forced;
  return said(order, 'rejectReason', read) ?? said(order, 'cancelType', read) ?? forced;
}

function said(order: Order, field: 'rejectReason' | 'cancelType', read: FieldReader): string | null {
  const reason = read.text(order[field], field, MAX_REASON);
  return NO_REASON.has(reason) ? null : reason;
}
