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
export const OKX_TYPES: ReadonlyMap<string, readonly [type: string, timeInForce: string]> = new Map([
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
