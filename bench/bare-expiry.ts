import type { OrderUpdate } from '../src/orders/order.js';

interface Kept {
  readonly update: OrderUpdate;
  readonly fills: readonly string[];
}

/**
 * The least that letting orders and their fills go can cost: of each fill it is found, leaves, and is kept in the history and marked until that is
 * written; of each order it is changed, marked, leaves the queries and memory, and leaves a tombstone. It checks and computes nothing.
 */
export class BareExpiry {
  private readonly orders = new Map<string, Kept>();
  private readonly bySymbol = new Map<string, Set<string>>();
  private readonly fills = new Map<string, OrderUpdate>();
  private readonly history = new Map<string, OrderUpdate>();
  private readonly tombstones = new Map<string, number>();
  private readonly changed = new Set<string>();

  take(update: OrderUpdate): void {
    const id = update.id as string;
    const fills = this.orders.get(id)?.fills ?? [];
    const { tradeId = null, symbol } = update;
    if (tradeId !== null) this.fills.set(tradeId, update);
    this.orders.set(id, { update, fills: tradeId === null ? fills : [...fills, tradeId] });
    let ids = this.bySymbol.get(symbol);
    if (ids === undefined) this.bySymbol.set(symbol, (ids = new Set()));
    ids.add(id);
  }

  expire(): void {
    for (const id of this.orders.keys()) {
      this.settle(id);
      this.retire(id);
    }
  }

  private settle(id: string): void {
    const { update, fills } = this.orders.get(id) as Kept;
    for (const tradeId of fills) {
      const fill = this.fills.get(tradeId) as OrderUpdate;
      this.fills.delete(tradeId);
      this.history.set(tradeId, fill);
      this.changed.add(tradeId);
      this.changed.delete(tradeId);
    }
    this.orders.set(id, { update, fills: [] });
    this.changed.add(id);
    this.changed.delete(id);
  }

  private retire(id: string): void {
    const { update } = this.orders.get(id) as Kept;
    this.orders.delete(id);
    this.bySymbol.get(update.symbol)?.delete(id);
    this.tombstones.set(id, update.timestamp as number);
    this.changed.add(id);
    this.changed.delete(id);
  }
}
