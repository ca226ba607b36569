import type { OrderSide, OrderUpdate, PositionSide } from './order.js';
import { UpdateFault } from './update-fault.js';
import { assertObject } from './update-check.js';

/** An order as its creator knows it before the exchange has answered. `id` or `clientOrderId` must be given. */
export interface NewOrder {
  readonly exchange: string;
  readonly symbol: string;
  readonly id?: string | null;
  readonly clientOrderId?: string | null;
  /** PENDING (submitted, unanswered) by default. */
  readonly status?: 'INITIALIZED' | 'PENDING' | null;
  readonly side: OrderSide;
  readonly type: string;
  readonly timeInForce?: string | null;
  readonly price?: string | null;
  readonly amount: string;
  readonly reduceOnly?: boolean | null;
  readonly positionSide?: PositionSide | null;
  /** The caller's clock, integer milliseconds since the epoch. */
  readonly timestamp?: number | null;
}

/** The update that a new order begins with. */
export function newOrderUpdate(order: NewOrder): OrderUpdate {
  assertObject(order);
  const status = order.status ?? 'PENDING';
  if (status !== 'INITIALIZED' && status !== 'PENDING') {
    throw new UpdateFault('status', 'of a new order must be INITIALIZED or PENDING');
  }
  if (order.type === undefined || order.type === null) throw new UpdateFault('type', 'is missing');
  return { ...order, status, filled: '0' };
}
