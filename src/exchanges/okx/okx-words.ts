import type { OrderSide, OrderStatus, PositionSide } from '../../orders/order.js';

export const OKX = 'okx';

export const OKX_STATUSES: ReadonlyMap<string, OrderStatus> = new Map([
  ['live', 'ACCEPTED'],
  ['partially_filled', 'PARTIALLY_FILLED'],
  ['filled', 'FILLED'],
  ['canceled', 'CANCELED'],
  ['mmp_canceled', 'CANCELED'],
]);

export const OKX_SIDES: ReadonlyMap<string, OrderSide> = new Map([
  ['buy', 'BUY'],
  ['sell', 'SELL'],
]);

export const OKX_LEGS: ReadonlyMap<string, PositionSide> = new Map([
  ['net', 'NET'],
  ['long', 'LONG'],
  ['short', 'SHORT'],
]);

/** OKX writes the kind of an order and how long it stays as one word. */
export const OKX_TYPES: ReadonlyMap<string, OkxType> = new Map([
  ['market', { type: 'MARKET', timeInForce: 'GTC' }],
  ['limit', { type: 'LIMIT', timeInForce: 'GTC' }],
  ['post_only', { type: 'LIMIT', timeInForce: 'PO' }],
  ['fok', { type: 'LIMIT', timeInForce: 'FOK' }],
  ['ioc', { type: 'LIMIT', timeInForce: 'IOC' }],
  ['optimal_limit_ioc', { type: 'MARKET', timeInForce: 'IOC' }],
  ['mmp', { type: 'LIMIT', timeInForce: 'GTC' }],
  ['mmp_and_post_only', { type: 'LIMIT', timeInForce: 'PO' }],
  ['op_fok', { type: 'LIMIT', timeInForce: 'FOK' }],
]);

interface OkxType {
  readonly type: string;
  readonly timeInForce: string;
}
