import { frozenAmounts } from '../decimal/amounts.js';
import { fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { Order } from './order.js';
import { feesOfRecord, hasCancelIntent } from './order-record.js';
import type { OrderRecord } from './order-record.js';
import { UNTIMED } from './order-facts.js';
import { typeOf } from './status-words.js';

/** What callers see of a record: a frozen copy with the derived amounts, through which nothing can be changed. */
export function orderView(record: OrderRecord): Order {
  const { facts, last, filled, average } = record;
  const amount = facts.amount ?? '0';
  const lastPrice = last?.price ?? null;
  return Object.freeze({
    exchange: record.exchange,
    symbol: record.symbol,
    id: record.id,
    clientOrderId: record.clientOrderId,
    status: record.status,
    side: record.side,
    type: typeOf(record.words, facts.type),
    timeInForce: facts.timeInForce,
    price: facts.price,
    amount,
    filled,
    remaining: remaining(amount, filled),
    average,
    lastFilled: last?.quantity ?? null,
    lastFilledPrice: lastPrice,
    tradeId: last?.tradeId ?? null,
    fee: last?.fee ?? null,
    feeCurrency: last?.feeCurrency ?? null,
    cumFees: frozenAmounts(feesOfRecord(record)),
    cost: last === null ? null : product(last.quantity, lastPrice),
    cumCost: filled === '0' ? '0' : product(filled, average),
    reduceOnly: facts.reduceOnly ?? false,
    positionSide: record.positionSide,
    reason: facts.reason,
    timestamp: timeOf(record),
    cancelIntent: hasCancelIntent(record),
  });
}

function timeOf({ reportedAt, caller }: OrderRecord): number | null {
  if (reportedAt === null) return caller.timestamp;
  return reportedAt === UNTIMED ? null : reportedAt;
}

function remaining(amount: string, filled: string): string {
  if (filled === '0') return amount;
  const left = toFixedPoint(amount) - toFixedPoint(filled);
  return left <= 0n ? '0' : fromFixedPoint(left);
}

function product(quantity: string, price: string | null): string | null {
  if (price === null) return null;
  return fromFixedPoint(toFixedPoint(quantity) * toFixedPoint(price), 2 * SCALE);
}
