import { isOpenStatus } from '../src/orders/order.js';
import type { OrderStatus, OrderUpdate } from '../src/orders/order.js';
import type { Side } from './rounds.js';

/** The least that keeping orders can cost: the latest update by id, and two sets of ids. It checks and merges nothing. */
export class BareStore implements Side<OrderUpdate> {
  readonly orders = new Map<string, OrderUpdate>();
  private readonly known = new Set<string>();
  private readonly open = new Set<string>();

  work(updates: readonly OrderUpdate[]): void {
    for (const update of updates) {
      const id = update.id as string;
      this.orders.set(id, update);
      this.known.add(id);
      if (isOpenStatus(update.status as OrderStatus)) this.open.add(id);
      else this.open.delete(id);
    }
  }
}
