import type { OrderSide, OrderStatus, PositionSide } from '../../orders/order.js';

export const BYBIT_LEGS: ReadonlyMap<string, PositionSide> = new Map([
  ['0', 'NET'],
  ['1', 'LONG'],
  ['2', 'SHORT'],
]);

/** `Created`, `Active`: classic accounts. An order that waits for its trigger is open. */
export const BYBIT_STATUSES: ReadonlyMap<string, OrderStatus> = new Map([
  ['Created', 'ACCEPTED'],
  ['New', 'ACCEPTED'],
  ['Active', 'ACCEPTED'],
  ['Untriggered', 'ACCEPTED'],
  ['Triggered', 'ACCEPTED'],
  ['PartiallyFilled', 'PARTIALLY_FILLED'],
  ['Filled', 'FILLED'],
  ['PartiallyFilledCanceled', 'CANCELED'],
  ['Cancelled', 'CANCELED'],
  ['Deactivated', 'CANCELED'],
  ['Rejected', 'REJECTED'],
]);

export const BYBIT_SIDES: ReadonlyMap<string, OrderSide> = new Map([
  ['Buy', 'BUY'],
  ['Sell', 'SELL'],
]);

export const BYBIT_TYPES: ReadonlyMap<string, string> = new Map([
  ['Market', 'MARKET'],
  ['Limit', 'LIMIT'],
]);

/** What a conditional order is called, as a market order and as a limit order. */
export const BYBIT_CONDITIONAL: ReadonlyMap<string, readonly [market: string, limit: string]> = new Map([
  ['Stop', ['STOP_MARKET', 'STOP']],
  ['StopLoss', ['STOP_MARKET', 'STOP']],
  ['PartialStopLoss', ['STOP_MARKET', 'STOP']],
  ['TakeProfit', ['TAKE_PROFIT_MARKET', 'TAKE_PROFIT']],
  ['PartialTakeProfit', ['TAKE_PROFIT_MARKET', 'TAKE_PROFIT']],
  ['TrailingStop', ['TRAILING_STOP_MARKET', 'TRAILING_STOP']],
]);
