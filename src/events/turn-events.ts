import type { PositionGap } from '../positions/applied-update.js';
import type { Order } from '../orders/order.js';
import type { OrderEntry } from '../orders/order-entry.js';
import type { Position } from '../positions/position.js';
import type { FillEvent } from './fill-event.js';

/** What happened in one turn of the event loop. */
export interface TurnEvents {
  readonly fills: readonly FillOfOrder[];
  /** Orders as they are at the end of the turn. */
  readonly orders: readonly Order[];
  /** Positions as they are at the end of the turn. */
  readonly positions: readonly Position[];
  readonly gaps: readonly PositionGap[];
}

export interface FillOfOrder {
  readonly event: FillEvent;
  readonly order: OrderEntry;
}
