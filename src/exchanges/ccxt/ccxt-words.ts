import type { OrderSide, OrderStatus } from '../../orders/order.js';

export const CCXT_SIDES: ReadonlyMap<string, OrderSide> = new Map([
  ['buy', 'BUY'],
  ['sell', 'SELL'],
]);

export const CCXT_STATUSES: ReadonlyMap<string, OrderStatus> = new Map([
  ['open', 'ACCEPTED'],
  ['closed', 'FILLED'],
  ['canceling', 'CANCELING'],
  ['canceled', 'CANCELED'],
  ['cancelled', 'CANCELED'],
  ['expired', 'EXPIRED'],
  ['rejected', 'REJECTED'],
]);
