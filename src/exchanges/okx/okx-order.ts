import { MAX_NAME, MAX_REASON } from '../../orders/field-checks.js';
import type { Liquidity } from '../../ledger/execution.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import { MessageRow } from '../message-row.js';
import { cumulativeFees, lastFee } from './okx-fees.js';
import type { OkxOrder } from './okx-messages.js';
import { OKX, OKX_LEGS, OKX_SIDES, OKX_STATUSES, OKX_TYPES } from './okx-words.js';

type OrderRow = MessageRow<keyof OkxOrder>;

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
export function mapOkxOrder(message: unknown, place: string): OrderUpdate {
  const row: OrderRow = new MessageRow(message, place);
  const ordType = row.text('ordType', MAX_NAME);
  const [type, timeInForce] = OKX_TYPES.get(ordType ?? '') ?? [ordType, null];
  const status = row.requiredChoice('state', OKX_STATUSES);
  const filled = row.decimal('accFillSz') ?? '0';
  return {
    exchange: OKX,
    symbol: row.requiredText('instId'),
    id: row.requiredText('ordId'),
    clientOrderId: row.text('clOrdId'),
    status,
    side: row.requiredChoice('side', OKX_SIDES),
    type,
    timeInForce,
    price: row.positive('px'),
    amount: row.requiredDecimal('sz'),
    filled,
    average: row.computedPrice('avgPx'),
    lastFilled: row.decimal('fillSz'),
    lastFilledPrice: row.positive('fillPx'),
    tradeId: row.text('tradeId'),
    ...lastFee(row),
    liquidity: row.choice('execType', LIQUIDITY),
    cumFees: cumulativeFees(row),
    reduceOnly: row.flag('reduceOnly'),
    positionSide: row.choice('posSide', OKX_LEGS),
    reason: reason(row, status),
    timestamp: row.timestamp('uTime') ?? row.timestamp('fillTime'),
  };
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
