import type { OrderUpdate } from '../src/orders/order.js';
import type { Position } from '../src/positions/position.js';
import { TestCache } from '../test/support/test-cache.js';
import type { Side } from './rounds.js';

/** As housekeeping slices its work. */
const SETTLED_AT_ONCE = 100;
const SLICE = 250;

/** The services of one scope over its tables. */
export class BenchCache extends TestCache {
  /** The position that was read last, so that no compiler leaves the reading out; null where it is flat. */
  position: Position | null = null;

  /** Joining updates into orders, as a side of a comparison. */
  merging(): Side<OrderUpdate> {
    return {
      work: (updates) => {
        for (const update of updates) assertApplied(this.orders.orderStatusUpdate(update));
      },
      settle: () => this.drain(),
    };
  }

  /** Joining updates into orders, and folding what that did to positions. */
  applying(): Side<OrderUpdate> {
    return {
      work: (updates) => {
        for (const update of updates) assertApplied(this.positions.applyUpdate(update));
        this.fold();
      },
      settle: () => this.drain(),
    };
  }

  /** Applies an update, and reads the position that its fill moved. */
  take(update: OrderUpdate): void {
    const { outcome } = this.positions.applyUpdate(update);
    if (outcome !== 'applied') throw new Error(`an update of the workload was ${outcome}`);
    if (update.lastFilled != null) this.position = this.positions.position(update.symbol);
  }

  /** Positions are folded when they are read: here all that were moved, at once. */
  private fold(): void {
    if (this.tables.positions.openCount < 0) throw new Error('fewer than no positions are open');
  }

  /** As housekeeping does: settles what did not change since a time, and lets go of the orders that ended by then. */
  expire(changedBefore: number): void {
    const { orders, positions } = this.tables;
    for (const account of positions.accountsToSettle(changedBefore))
      while (positions.settle(account, changedBefore, SETTLED_AT_ONCE) > 0) this.drain();
    while (orders.retire(changedBefore, SLICE) === SLICE) this.drain();
    this.drain();
  }

  /** As housekeeping does: forgets the orders that were let go of before a time. */
  purge(retiredBefore: number): void {
    const { orders, positions } = this.tables;
    while (orders.purge(retiredBefore, SLICE, (entry) => positions.letGo(entry)) === SLICE) this.drain();
    this.drain();
  }

  /** Stands for the writer: takes what changed, in batches of its size, and tells the tables that it is committed. */
  drain(): void {
    for (let taken = this.tables.changes.take(500); taken !== null; taken = this.tables.changes.take(500)) {
      this.tables.committed(taken.entries);
    }
  }
}

function assertApplied({ outcome }: { readonly outcome: string }): void {
  if (outcome !== 'applied') throw new Error(`an update of the workload was ${outcome}`);
}
