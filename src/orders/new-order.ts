import type { Order, OrderSide, OrderUpdate, PositionSide } from './order.js';
import { UpdateFault } from './update-fault.js';
import { assertObject, checkId } from './field-checks.js';

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

export interface NewOrderOptions {
  /**
   * Marks the request: made again with the same key, after a restart too, it leads to the order that it led to first. Forgotten
   * with the order.
   */
  readonly idempotencyKey?: string | null | undefined;
}

/** The order as it is now, and whether this request created it. */
export interface InitializedOrder {
  readonly order: Order;
  readonly created: boolean;
}

const FIELDS: ReadonlySet<string> = new Set<keyof NewOrder>([
  'exchange', 'symbol', 'id', 'clientOrderId', 'status', 'side', 'type', 'timeInForce', 'price', 'amount', 'reduceOnly',
  'positionSide', 'timestamp',
]); // prettier-ignore

/**
 * The update that a new order begins with.
 *
 * @throws {UpdateFault} naming the field that a new order cannot have, or must have.
 */
export function newOrderUpdate(order: NewOrder): OrderUpdate {
  assertObject(order);
  for (const field of Object.keys(order)) {
    if (!FIELDS.has(field)) throw new UpdateFault(field, 'is not a field of a new order; leave it out');
  }
  const status = order.status ?? 'PENDING';
  if (status !== 'INITIALIZED' && status !== 'PENDING') {
    throw new UpdateFault('status', 'of a new order must be INITIALIZED or PENDING');
  }
  if (order.type === undefined || order.type === null) throw new UpdateFault('type', 'is missing');
  return { ...order, status, filled: '0' };
}

/** @throws {UpdateFault} if a key is given that is not plain, non-empty text. */
export function checkIdempotencyKey(key: string | null | undefined): string | null {
  return checkId(key, 'idempotencyKey');
}
