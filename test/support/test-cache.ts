import { ScopeServices } from '../../src/cache/scope-services.js';
import type { ScopeTables } from '../../src/cache/scope-tables.js';
import type { OrderService } from '../../src/orders/order.service.js';
import type { OrderHistory } from '../../src/orders/order-history.js';
import type { FillHistory } from '../../src/positions/fill-history.js';
import type { PositionService } from '../../src/positions/position.service.js';
import { Gate } from '../../src/state/gate.js';
import { UNHEARD } from './unheard.js';

const NO_HISTORY: OrderHistory & FillHistory = {
  find: () => Promise.resolve([]),
  ofSymbol: () => Promise.resolve([]),
  async *all() {},
  entries: () => Promise.resolve([]),
};

/** The services of one scope over its tables, without a store: what merging and accounting need, and nothing else. */
export class TestCache {
  /** The cache's own clock (ms). */
  now = 1_800_000_000_000;
  readonly tables: ScopeTables;
  readonly orders: OrderService;
  readonly positions: PositionService;

  constructor(history: OrderHistory & FillHistory = NO_HISTORY) {
    const gate = new Gate(() => new Error('closed'));
    gate.open();
    const options = { now: () => this.now, marketDataTimeToLive: 3_600_000 };
    const services = new ScopeServices(options, gate, history, UNHEARD);
    this.tables = services.tables;
    this.orders = services.orders;
    this.positions = services.positions;
  }

  /** As a writer does whose store takes everything. */
  commit(): void {
    const { changes } = this.tables;
    for (let taken = changes.take(500); taken !== null; taken = changes.take(500))
      this.tables.committed(taken.entries);
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
