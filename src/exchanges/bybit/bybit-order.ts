import { MAX_NAME, MAX_REASON } from '../../orders/field-checks.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import { MessageRow } from '../message-row.js';
import { averagePrice } from './bybit-average.js';
import { cumulativeFees } from './bybit-fees.js';
import { CATEGORIES, exchangeOf } from './bybit-market.js';
import type { BybitCategory } from './bybit-market.js';
import type { BybitOrder } from './bybit-messages.js';
import { BYBIT_CONDITIONAL, BYBIT_LEGS, BYBIT_SIDES, BYBIT_STATUSES, BYBIT_TYPES } from './bybit-words.js';

type OrderRow = MessageRow<keyof BybitOrder>;

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
export function mapBybitOrder(message: unknown, place: string, topicCategory: BybitCategory): OrderUpdate {
  const row: OrderRow = new MessageRow(message, place);
  const category = row.choice('category', CATEGORIES) ?? topicCategory;
  const symbol = row.requiredText('symbol');
  const filled = row.decimal('cumExecQty') ?? '0';
  const status = statusOf(row, filled);
  return {
    exchange: exchangeOf(category),
    symbol,
    id: row.requiredText('orderId'),
    clientOrderId: row.text('orderLinkId'),
    status,
    side: row.requiredChoice('side', BYBIT_SIDES),
    type: typeOf(row),
    timeInForce: timeInForceOf(row),
    price: row.positive('price'),
    amount: row.requiredDecimal('qty'),
    filled,
    average: averagePrice(row, category, filled),
    cumFees: cumulativeFees(row, category, symbol),
    reduceOnly: row.flag('reduceOnly'),
    positionSide: row.choice('positionIdx', BYBIT_LEGS),
    reason: reasonOf(row, status),
    timestamp: row.timestamp('updatedTime'),
  };
}

/** An order that was rejected after it had traded was working: it ended as a canceled one does. */
function statusOf(row: OrderRow, filled: string): OrderStatus {
  const status = row.requiredChoice('orderStatus', BYBIT_STATUSES);
  return status === 'REJECTED' && filled !== '0' ? 'CANCELED' : status;
}

/** A conditional order keeps its name after it was triggered: Bybit names its later type from the first. */
function typeOf(row: OrderRow): string | null {
  const orderType = row.text('orderType', MAX_NAME);
  const conditional = BYBIT_CONDITIONAL.get(row.text('stopOrderType', MAX_NAME) ?? '');
  if (conditional !== undefined) return orderType === 'Limit' ? conditional[1] : conditional[0];
  return BYBIT_TYPES.get(orderType ?? '') ?? orderType;
}

function timeInForceOf(row: OrderRow): string | null {
  const timeInForce = row.text('timeInForce', MAX_NAME);
  return timeInForce === 'PostOnly' ? 'PO' : timeInForce;
}

function reasonOf(row: OrderRow, status: OrderStatus): string | null {
  const created = row.text('createType', MAX_REASON);
  const forced = FORCED.has(created) ? created : null;
  // On any other status these speak of a request that failed, not of the order.
  if (status !== 'CANCELED' && status !== 'REJECTED') return forced;
  return said(row, 'rejectReason') ?? said(row, 'cancelType') ?? forced;
}

function said(row: OrderRow, field: 'rejectReason' | 'cancelType'): string | null {
  const reason = row.text(field, MAX_REASON);
  return NO_REASON.has(reason) ? null : reason;
}
