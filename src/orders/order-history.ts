import type { OrderLocator } from './order-filter.js';
import type { Order } from './order.js';

/** Orders that left memory, as the store keeps them. Reads may wait for the store, with a limit. */
export interface OrderHistory {
  /** The orders with this exchange id or client id, of the place if one is given. */
  find(id: string, place: OrderLocator): Promise<readonly Order[]>;

  /** All orders in slices, in no order. One may come several times. */
  all(): AsyncIterable<readonly Order[]>;

  /** All orders of a symbol, oldest first. */
  ofSymbol(symbol: string): Promise<readonly Order[]>;
}
