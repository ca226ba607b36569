import { ScopeTables } from '../src/cache/scope-tables.js';
import type { OrderUpdate } from '../src/orders/order.js';
import type { OrderHistory } from '../src/orders/order-history.js';
import { OrderService } from '../src/orders/order.service.js';
import { PositionService } from '../src/positions/position.service.js';
import { Gate } from '../src/state/gate.js';
import type { Side } from './rounds.js';

const NO_HISTORY: OrderHistory = {
  find: () => Promise.resolve([]),
  ofSymbol: () => Promise.resolve([]),
};

/** The services of one scope over its tables. */
export class BenchCache {
  /** The cache's own clock (ms). */
  now = 1_700_000_000_000;
  readonly tables: ScopeTables;
  readonly orders: OrderService;
  readonly positions: PositionService;

  constructor() {
    const now = (): number => this.now;
    this.tables = new ScopeTables({ now, marketDataTimeToLive: 3_600_000 });
    const gate = new Gate(() => new Error('closed'));
    gate.open();
    this.orders = new OrderService(this.tables.orders, NO_HISTORY, gate);
    const { positions, instruments, marketData } = this.tables;
    this.positions = new PositionService(this.orders, positions, instruments, marketData, gate, now);
  }

  /** Merging updates into orders, as a side of a comparison. */
  merging(): Side<OrderUpdate> {
    return {
      work: (updates) => {
        for (const update of updates) assertApplied(this.orders.orderStatusUpdate(update));
      },
      settle: () => this.drain(),
    };
  }

  /** Merging updates and moving positions. */
  applying(): Side<OrderUpdate> {
    return {
      work: (updates) => {
        for (const update of updates) assertApplied(this.positions.applyUpdate(update));
      },
      settle: () => this.drain(),
    };
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
