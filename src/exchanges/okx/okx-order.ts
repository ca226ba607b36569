import { addAmount, amountsToObject, NO_AMOUNTS } from '../../decimal/amounts.js';
import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME, MAX_REASON } from '../../orders/field-checks.js';
import type {
  CurrencyAmounts,
  OrderSide,
  OrderStatus,
  OrderUpdate,
  PositionSide,
} from '../../orders/order.js';
import { MessageRow } from '../message-row.js';
import type { OkxOrder } from './okx-messages.js';

type OrderRow = MessageRow<keyof OkxOrder>;

export const OKX = 'okx';

const STATUSES: ReadonlyMap<string, OrderStatus> = new Map([
  ['live', 'ACCEPTED'],
  ['partially_filled', 'PARTIALLY_FILLED'],
  ['filled', 'FILLED'],
  ['canceled', 'CANCELED'],
  ['mmp_canceled', 'CANCELED'],
]);

const SIDES: ReadonlyMap<string, OrderSide> = new Map([
  ['buy', 'BUY'],
  ['sell', 'SELL'],
]);

export const OKX_LEGS: ReadonlyMap<string, PositionSide> = new Map([
  ['net', 'NET'],
  ['long', 'LONG'],
  ['short', 'SHORT'],
]);

/** OKX writes the kind of an order and how long it stays as one word. */
const TYPES: ReadonlyMap<string, readonly [type: string, timeInForce: string]> = new Map([
  ['market', ['MARKET', 'GTC']],
  ['limit', ['LIMIT', 'GTC']],
  ['post_only', ['LIMIT', 'PO']],
  ['fok', ['LIMIT', 'FOK']],
  ['ioc', ['LIMIT', 'IOC']],
  ['optimal_limit_ioc', ['MARKET', 'IOC']],
  ['mmp', ['LIMIT', 'GTC']],
  ['mmp_and_post_only', ['LIMIT', 'PO']],
  ['op_fok', ['LIMIT', 'FOK']],
]);

/**
 * A row of the `orders` channel. `amount` is the order's `sz`: in contracts, and of a spot market order sized in the quote currency in
 * that currency.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapOkxOrder(message: unknown, place: string): OrderUpdate {
  const row: OrderRow = new MessageRow(message, place);
  const ordType = row.text('ordType', MAX_NAME);
  const [type, timeInForce] = TYPES.get(ordType ?? '') ?? [ordType, null];
  const status = row.requiredChoice('state', STATUSES);
  const filled = row.decimal('accFillSz') ?? '0';
  return {
    exchange: OKX,
    symbol: row.requiredText('instId'),
    id: row.requiredText('ordId'),
    clientOrderId: row.text('clOrdId'),
    status,
    side: row.requiredChoice('side', SIDES),
    type,
    timeInForce,
    price: row.decimal('px'),
    amount: row.requiredDecimal('sz'),
    filled,
    average: row.computedPrice('avgPx'),
    lastFilled: row.decimal('fillSz'),
    lastFilledPrice: row.positive('fillPx'),
    tradeId: row.text('tradeId'),
    ...lastFee(row),
    cumFees: cumulativeFees(row),
    reduceOnly: row.flag('reduceOnly'),
    positionSide: row.choice('posSide', OKX_LEGS) ?? 'NET',
    reason: reason(row, status),
    timestamp: row.timestamp('uTime'),
  };
}

function lastFee(row: OrderRow): Pick<OrderUpdate, 'fee' | 'feeCurrency'> {
  const fee = row.computed('fillFee');
  const feeCurrency = row.text('fillFeeCcy', MAX_NAME);
  if (fee === null || (feeCurrency === null && fee !== '0')) return { fee: null, feeCurrency: null };
  return { fee: negated(fee), feeCurrency };
}

/** Null where their currency is not told, so that nothing is taken for free of charge. */
function cumulativeFees(row: OrderRow): CurrencyAmounts | null {
  const fee = row.computed('fee');
  const rebate = row.computed('rebate') ?? '0';
  const feeCurrency = row.text('feeCcy', MAX_NAME);
  const rebateCurrency = row.text('rebateCcy', MAX_NAME);
  if (fee === null || (fee !== '0' && feeCurrency === null) || (rebate !== '0' && rebateCurrency === null))
    return null;
  const charged = addAmount(NO_AMOUNTS, feeCurrency ?? '', -toFixedPoint(fee));
  return amountsToObject(addAmount(charged, rebateCurrency ?? '', -toFixedPoint(rebate)));
}

/** Why the exchange made or ended it: nothing where the trader did. */
function reason(row: OrderRow, status: OrderStatus): string | null {
  const category = row.text('category', MAX_REASON);
  const made = category === 'normal' ? null : category;
  if (status === 'CANCELED') return text(row, 'cancelSourceReason') ?? made ?? cancelSource(row);
  return row.text('amendResult') === '-1' ? (text(row, 'msg') ?? 'amend failed') : made;
}

function cancelSource(row: OrderRow): string | null {
  const source = row.text('cancelSource', MAX_NAME);
  return source === null ? null : `cancelSource ${source}`;
}

/** Prose of the exchange: whatever it holds, no order is refused for it. */
function text(row: OrderRow, field: 'cancelSourceReason' | 'msg'): string | null {
  const prose = row.raw(field);
  return typeof prose === 'string' && prose !== '' ? prose.slice(0, MAX_REASON).toWellFormed() : null;
}

function negated(decimal: string): string {
  return fromFixedPoint(-toFixedPoint(decimal));
}
