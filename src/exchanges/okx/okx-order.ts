import { MAX_NAME, MAX_REASON } from '../../orders/field-checks.js';
import type { Liquidity } from '../../ledger/execution.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import { cumulativeFees, lastFee } from './okx-fees.js';
import type { OkxOrder } from './okx-messages.js';
import { OKX, OKX_LEGS, OKX_SIDES, OKX_STATUSES, OKX_TYPES } from './okx-words.js';

type Order = Fields<keyof OkxOrder>;

const LIQUIDITY: ReadonlyMap<string, Liquidity> = new Map([
  ['M', 'MAKER'],
  ['T', 'TAKER'],
]);

/**
 * A row of the `orders` channel. `amount` is the order's `sz`: in contracts, and of a spot market order sized in the quote currency in
 * that currency. An order of spot does not tell a leg.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapOkxOrder(message: unknown, read: FieldReader): OrderUpdate {
  const order = read.row<keyof OkxOrder>(message);
  const ordType = read.text(order.ordType, 'ordType', MAX_NAME);
  const known = ordType === null ? undefined : OKX_TYPES.get(ordType);
  const status = read.requiredChoice(order.state, 'state', OKX_STATUSES);
  const filled = read.decimal(order.accFillSz, 'accFillSz') ?? '0';
  const fee = lastFee(order, read);
  const feeCurrency = read.text(order.fillFeeCcy, 'fillFeeCcy', MAX_NAME);
  const isFeeKnown = fee === '0' || (fee !== null && feeCurrency !== null);
  return {
    exchange: OKX,
    symbol: read.requiredText(order.instId, 'instId'),
    id: read.requiredText(order.ordId, 'ordId'),
    clientOrderId: read.text(order.clOrdId, 'clOrdId'),
    status,
    side: read.requiredChoice(order.side, 'side', OKX_SIDES),
    type: known === undefined ? ordType : known.type,
    timeInForce: known === undefined ? null : known.timeInForce,
    price: read.positive(order.px, 'px'),
    amount: read.requiredDecimal(order.sz, 'sz'),
    filled,
    average: read.computedPrice(order.avgPx, 'avgPx'),
    lastFilled: read.decimal(order.fillSz, 'fillSz'),
    lastFilledPrice: read.positive(order.fillPx, 'fillPx'),
    tradeId: read.text(order.tradeId, 'tradeId'),
    fee: isFeeKnown ? fee : null,
    feeCurrency: isFeeKnown ? feeCurrency : null,
    liquidity: read.choice(order.execType, 'execType', LIQUIDITY),
    cumFees: cumulativeFees(order, read),
    reduceOnly: read.flag(order.reduceOnly, 'reduceOnly'),
    positionSide: read.choice(order.posSide, 'posSide', OKX_LEGS),
    reason: reason(order, read, status),
    timestamp: read.timestamp(order.uTime, 'uTime') ?? read.timestamp(order.fillTime, 'fillTime'),
  };
}

/** Why the exchange made or ended it: nothing where the trader did. */
function reason(order: Order, read: FieldReader, status: OrderStatus): string | null {
  const category = read.text(order.category, 'category', MAX_REASON);
  const made = category === 'normal' ? null : category;
  if (status === 'CANCELED')
    return read.prose(order.cancelSourceReason, 'cancelSourceReason') ?? made ?? cancelSource(order, read);
  return read.text(order.amendResult, 'amendResult') === '-1'
    ? (read.prose(order.msg, 'msg') ?? 'amend failed')
    : made;
}

function cancelSource(order: Order, read: FieldReader): string | null {
  const source = read.text(order.cancelSource, 'cancelSource', MAX_NAME);
  return source === null ? null : `cancelSource ${source}`;
}
