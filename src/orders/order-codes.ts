import { NameCodes } from '../stores/name-codes.js';
import type { OrderSide, OrderStatus, PositionSide } from './order.js';

export const STATUS_CODES = new NameCodes<OrderStatus>({
  INITIALIZED: 0,
  PENDING: 1,
  ACCEPTED: 2,
  PARTIALLY_FILLED: 3,
  CANCELING: 4,
  FILLED: 5,
  CANCELED: 6,
  EXPIRED: 7,
  REJECTED: 8,
});

export const SIDE_CODES = new NameCodes<OrderSide>({ BUY: 0, SELL: 1 });

export const POSITION_SIDE_CODES = new NameCodes<PositionSide>({ NET: 0, LONG: 1, SHORT: 2 });
