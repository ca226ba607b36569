import type { OrderUpdate } from '../orders/order.js';

/** What an exchange says that a position is. Decimals; null where its message does not tell. */
export interface PositionSaid {
  readonly symbol: string;
  readonly positionSide: string;
  readonly signedAmount: string;
  readonly entryPrice: string | null;
  readonly realizedPnl: string | null;
}

export interface OrderLine {
  readonly kind: 'order';
  readonly exchange: string;
  readonly update: OrderUpdate;
  /** What the fill realized, as the exchange says. */
  readonly realizedPnl: string | null;
}

export interface PositionLine {
  readonly kind: 'position';
  readonly exchange: string;
  readonly position: PositionSaid;
  /** Whether a fill is the reason, and not funding or a transfer. */
  readonly isOfFill: boolean;
}

/** A line of a recorded stream that matters to positions. */
export type StreamLine = OrderLine | PositionLine;
