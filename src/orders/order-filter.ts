import type { Order, OrderSide } from './order.js';

/** Which orders a query means. What is left out matches all. */
export interface OrderFilter {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly side?: OrderSide;
}

/** Which open orders a query means. */
export interface OpenOrderFilter extends OrderFilter {
  /** Whether orders that the caller means to cancel are among them; they are not unless asked. */
  readonly includeCanceling?: boolean;
}

/** Which order an id means, where it alone is ambiguous. */
export type OrderLocator = Pick<OrderFilter, 'exchange' | 'symbol'>;

export function matchesFilter(
  record: Pick<Order, 'exchange' | 'symbol' | 'side'>,
  filter: OrderFilter,
): boolean {
  return (
    (filter.exchange === undefined || record.exchange === filter.exchange) &&
    (filter.symbol === undefined || record.symbol === filter.symbol) &&
    (filter.side === undefined || record.side === filter.side)
  );
}
