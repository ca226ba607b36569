import { ScopeTables } from '../../src/cache/scope-tables.js';
import { OrderService } from '../../src/orders/order.service.js';
import type { OrderHistory } from '../../src/orders/order-history.js';
import { PositionService } from '../../src/positions/position.service.js';
import { Gate } from '../../src/state/gate.js';

const NO_HISTORY: OrderHistory = {
  find: () => Promise.resolve([]),
  ofSymbol: () => Promise.resolve([]),
};

/** The services of one scope over its tables, without a store: what merging and accounting need, and nothing else. */
export class TestCache {
  /** The cache's own clock (ms). */
  now = 1_800_000_000_000;
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

  /** Whatever the indexes and the positions do not agree on. */
  faults(): readonly string[] {
    return [...this.tables.orders.index.faults(), ...this.tables.positions.faults()];
  }

  /** Everything that can be asked for, to compare two caches. */
  state(): { readonly orders: readonly unknown[]; readonly positions: readonly unknown[] } {
    return { orders: this.orders.orders(), positions: this.positions.positions() };
  }
}
