import type { OrderSide, OrderStatus, PositionSide } from '../../orders/order.js';

/** USDT-M and COIN-M futures, whose symbols differ. */
export const BINANCE = 'binance';

/** Spot has the same symbols as USDT-M (`BTCUSDT`) and must not meet them in one position: it is an exchange of its own. */
export const BINANCE_SPOT = 'binance-spot';

export const BINANCE_SIDES: ReadonlyMap<string, OrderSide> = new Map([
  ['BUY', 'BUY'],
  ['SELL', 'SELL'],
]);

/** `NEW_INSURANCE`, `NEW_ADL`: liquidations of futures, of former times, whether they are filled or not. */
export const BINANCE_STATUSES: ReadonlyMap<string, OrderStatus> = new Map([
  ['PENDING_NEW', 'PENDING'],
  ['NEW', 'ACCEPTED'],
  ['NEW_INSURANCE', 'ACCEPTED'],
  ['NEW_ADL', 'ACCEPTED'],
  ['PARTIALLY_FILLED', 'PARTIALLY_FILLED'],
  ['FILLED', 'FILLED'],
  ['PENDING_CANCEL', 'CANCELING'],
  ['CANCELED', 'CANCELED'],
  ['REJECTED', 'REJECTED'],
  ['EXPIRED', 'EXPIRED'],
  ['EXPIRED_IN_MATCH', 'EXPIRED'],
]);

export const BINANCE_LEGS: ReadonlyMap<string, PositionSide> = new Map([
  ['BOTH', 'NET'],
  ['LONG', 'LONG'],
  ['SHORT', 'SHORT'],
]);
