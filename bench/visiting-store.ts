import { isOpenStatus } from '../src/orders/order.js';
import type { OrderStatus, OrderUpdate } from '../src/orders/order.js';

interface Kept {
  readonly update: OrderUpdate;
  readonly changedAt: number;
}

/** Orders with a set of ids per symbol, where an expiry looks at every order and does not know in which set it is. */
export class VisitingStore {
  readonly orders = new Map<string, Kept>();
  private readonly closed = new Set<string>();
  private readonly bySymbol = new Map<string, Set<string>>();

  update(update: OrderUpdate, now: number): void {
    const id = update.id as string;
    this.orders.set(id, { update, changedAt: now });
    if (!isOpenStatus(update.status as OrderStatus)) this.closed.add(id);
    let ids = this.bySymbol.get(update.symbol);
    if (ids === undefined) this.bySymbol.set(update.symbol, (ids = new Set()));
    ids.add(id);
  }

  expire(changedBefore: number): void {
    const expired: string[] = [];
    for (const [id, { changedAt, update }] of this.orders) {
      if (changedAt <= changedBefore && !isOpenStatus(update.status as OrderStatus)) expired.push(id);
    }
    for (const id of expired) {
      this.orders.delete(id);
      this.closed.delete(id);
      for (const ids of this.bySymbol.values()) ids.delete(id);
    }
  }
}
