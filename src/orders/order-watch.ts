import type { OrderEntry } from './order-entry.js';

/** Is told of each change of an order that callers can see. */
export interface OrderWatch {
  orderChanged(order: OrderEntry): void;

  /** An order turned out to be another's: what was its, is the other's now. */
  orderMerged(into: OrderEntry, other: OrderEntry): void;
}
