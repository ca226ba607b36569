import { fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import { amountsToObject } from '../decimal/amounts.js';
import type { Order } from './order.js';
import type { OrderRecord } from './order-record.js';

/** What callers see of a record: a frozen copy with the derived amounts, through which nothing can be changed. */
export function orderView(record: OrderRecord): Order {
  return Object.freeze({
    exchange: record.exchange,
    symbol: record.symbol,
    id: record.id,
    clientOrderId: record.clientOrderId,
    status: record.status,
    side: record.side,
    type: record.type,
    timeInForce: record.timeInForce,
    price: record.price,
    amount: record.amount,
    filled: record.filled,
    remaining: remaining(record),
    average: record.average,
    lastFilled: record.lastFilled,
    lastFilledPrice: record.lastFilledPrice,
    tradeId: record.tradeId,
    fee: record.fee,
    feeCurrency: record.feeCurrency,
    cumFees: Object.freeze(amountsToObject(record.fees)),
    cost: product(record.lastFilled, record.lastFilledPrice),
    cumCost: record.filled === '0' ? '0' : product(record.filled, record.average),
    reduceOnly: record.reduceOnly,
    positionSide: record.positionSide,
    reason: record.reason,
    timestamp: record.timestamp,
    cancelIntent: record.cancelIntent,
  });
}

function remaining({ amount, filled }: OrderRecord): string {
  if (filled === '0') return amount;
  const left = toFixedPoint(amount) - toFixedPoint(filled);
  return left <= 0n ? '0' : fromFixedPoint(left);
}

function product(quantity: string | null, price: string | null): string | null {
  if (quantity === null || price === null) return null;
  return fromFixedPoint(toFixedPoint(quantity) * toFixedPoint(price), 2 * SCALE);
}
