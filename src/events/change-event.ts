import type { Order } from '../orders/order.js';
import type { PositionGap } from '../positions/applied-update.js';
import type { Position } from '../positions/position.js';
import type { FillEvent } from './fill-event.js';
import type { TurnEvents } from './turn-events.js';

/** Something that happened in a scope, by its name. */
export type ChangeEvent =
  | { readonly event: 'order.updated'; readonly data: Order }
  | { readonly event: 'fill'; readonly data: FillEvent }
  | { readonly event: 'position.updated'; readonly data: Position }
  | { readonly event: 'position.gap'; readonly data: PositionGap };

/** The events of a turn: orders, their fills, positions, and what was missed. */
export function changeEvents({ orders, fills, positions, gaps }: TurnEvents): ChangeEvent[] {
  return [
    ...orders.map((data) => ({ event: 'order.updated', data }) as const),
    ...fills.map(({ event: data }) => ({ event: 'fill', data }) as const),
    ...positions.map((data) => ({ event: 'position.updated', data }) as const),
    ...gaps.map((data) => ({ event: 'position.gap', data }) as const),
  ];
}
