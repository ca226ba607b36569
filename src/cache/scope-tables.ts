import { INSTRUMENTS, InstrumentTable } from '../instruments/instrument.table.js';
import { MARKET_DATA, MarketDataTable } from '../market-data/market-data.table.js';
import { ORDERS, OrderEntry } from '../orders/order-entry.js';
import { OrderTable, TOMBSTONES } from '../orders/order.table.js';
import { ADJUSTMENTS } from '../positions/adjustment.js';
import { POSITIONS, WATERMARKS } from '../positions/position-entry.js';
import { PositionTable } from '../positions/position.table.js';
import { Changes } from '../state/changes.js';
import { Entry } from '../state/entry.js';
import { Table } from '../state/table.js';
import { CacheKey } from '../stores/cache-key.js';
import type { StoredRecord } from '../stores/state-store.js';
import { QUARANTINE } from './quarantined-record.js';
import type { QuarantinedRecord } from './quarantined-record.js';

/** What the tables of a scope are configured with; times in milliseconds. */
export interface TableOptions {
  readonly now: () => number;
  readonly marketDataTimeToLive: number;
}

/** The scoped store that the services of one scope share: its tables, and what changed in them. */
export class ScopeTables {
  readonly changes = new Changes();
  readonly orders: OrderTable;
  readonly positions: PositionTable;
  readonly instruments: InstrumentTable;
  readonly marketData: MarketDataTable;
  readonly quarantine: Table<QuarantinedRecord>;

  constructor({ now, marketDataTimeToLive }: TableOptions) {
    this.orders = new OrderTable(this.changes, now);
    this.positions = new PositionTable(this.changes);
    this.instruments = new InstrumentTable(this.changes);
    this.marketData = new MarketDataTable(this.changes, now, marketDataTimeToLive);
    this.quarantine = new Table(QUARANTINE, this.changes);
  }

  /** Empties all tables, before a scope that was closed is loaded again. */
  clear(): void {
    this.changes.clear();
    this.orders.clear();
    this.positions.clear();
    this.instruments.clear();
    this.marketData.clear();
    this.quarantine.clear();
  }

  /** Marks everything, for a store that has lost some of it; positions first, as orders follow them. */
  markAll(): void {
    this.positions.markAll();
    this.orders.markAll();
    this.instruments.markAll();
    this.marketData.data.markAll();
    this.quarantine.markAll();
  }

  /** Tells the tables that the store has these entries as they were taken. */
  committed(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry instanceof OrderEntry) this.orders.committed(entry);
      else if (entry.removed && !entry.dirty) this.forget(entry);
    }
  }

  /** Marks the removal of a record that only the store has. */
  removeStored(type: StoredRecord['type'], key: string): void {
    this.changes.mark(this.removalOf(type, key));
  }

  /** What takes a record out that only the store has. */
  removalOf(type: StoredRecord['type'], key: string): Entry {
    const [table] = [...CACHE_KEY_OF_TABLE].find(([, each]) => each === type) as [
      string,
      StoredRecord['type'],
    ];
    const removal = new Entry<unknown>(table, key, null);
    removal.removed = true;
    return removal;
  }

  private forget(entry: Entry): void {
    if (entry.table === WATERMARKS) this.positions.watermarks.forget(entry as Entry<never>);
    else if (entry.table === ADJUSTMENTS) this.positions.adjustments.forget(entry as Entry<never>);
    else if (entry.table === MARKET_DATA) this.marketData.data.forget(entry as Entry<never>);
  }
}

/** Under which key type each table is stored. */
export const CACHE_KEY_OF_TABLE: ReadonlyMap<string, StoredRecord['type']> = new Map([
  [ORDERS, CacheKey.ORDER],
  [TOMBSTONES, CacheKey.TOMBSTONE],
  [POSITIONS, CacheKey.POSITION],
  [WATERMARKS, CacheKey.WATERMARK],
  [ADJUSTMENTS, CacheKey.ADJUSTMENT],
  [INSTRUMENTS, CacheKey.INSTRUMENT],
  [MARKET_DATA, CacheKey.MARKET_DATA],
  [QUARANTINE, CacheKey.QUARANTINE],
]);
