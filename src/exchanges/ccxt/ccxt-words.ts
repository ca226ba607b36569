import type { OrderSide, OrderStatus } from '../../orders/order.js';

export const CCXT_SIDES: ReadonlyMap<string, OrderSide> = new Map([
  ['buy', 'BUY'],
  ['sell', 'SELL'],
]);

/** The last ones are not ccxt's own, but what its parsers make of GRVT's, ApeX's, and of Pacifica's and HitBTC's. */
export const CCXT_STATUSES: ReadonlyMap<string, OrderStatus> = new Map([
  ['open', 'ACCEPTED'],
  ['closed', 'FILLED'],
  ['canceling', 'CANCELING'],
  ['canceled', 'CANCELED'],
  ['cancelled', 'CANCELED'],
  ['expired', 'EXPIRED'],
  ['rejected', 'REJECTED'],
  ['pending', 'ACCEPTED'],
  ['filled', 'FILLED'],
  ['failed', 'REJECTED'],
]);
