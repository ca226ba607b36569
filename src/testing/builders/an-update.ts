import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import type { OrderUpdate } from '../../orders/order.js';
import { fresh } from './fresh.js';

/**
 * A report of an order, complete and valid: a limit order to buy 1 at 100, accepted, with an id that no other has, at a time of its own.
 *
 * What is given replaces that, and what follows from it fits: a FILLED one filled its whole `amount`, a PARTIALLY_FILLED one half of it, at its
 * `price`, and all of it in one execution. A later report of the same order is given `lastFilled` too.
 */
export function anUpdate(fields: Partial<OrderUpdate> = {}): OrderUpdate {
  const { id, timestamp } = fresh();
  const order = {
    exchange: 'binance',
    symbol: 'BTCUSDT',
    id,
    status: 'ACCEPTED' as const,
    side: 'BUY' as const,
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: '100',
    amount: '1',
    timestamp,
    ...fields,
  };
  const filled = fields.filled ?? filledBy(order.status, order.amount);
  return { ...order, filled, ...(isSomething(filled) && executionOf({ ...order, filled }, id)) };
}

function filledBy(status: OrderUpdate['status'], amount: string): string {
  if (status === 'FILLED') return amount;
  return status === 'PARTIALLY_FILLED' ? fromFixedPoint(toFixedPoint(amount) / 2n) : '0';
}

function isSomething(filled: string): boolean {
  return toFixedPoint(filled) > 0n;
}

function executionOf(order: OrderUpdate, id: string): Partial<OrderUpdate> {
  const price = order.average ?? order.price ?? '100';
  const { average = price, lastFilled = order.filled, lastFilledPrice = price, tradeId = id } = order;
  return { average, lastFilled, lastFilledPrice, tradeId };
}
