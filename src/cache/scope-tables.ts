import type { LiveType } from '../stores/live-type.js';
import type { Balance } from '../balances/balance.js';
import type { FillEvent } from '../events/fill-event.js';
import type { HandlerCursor, OutboxTables } from '../handlers/outbox.js';
import { InstrumentTable } from '../instruments/instrument.table.js';
import { Arrivals } from '../ledger/message-time.js';
import { MarketDataTable } from '../market-data/market-data.table.js';
import { OrderEntry } from '../orders/order-entry.js';
import { OrderTable } from '../orders/order.table.js';
import type { JsonValue } from '../parameters/json-value.js';
import type { ParameterTables } from '../parameters/parameter.service.js';
import type { BaseRecord } from '../positions/base-record.js';
import { PositionTable } from '../positions/position.table.js';
import { Changes } from '../state/changes.js';
import { removalOf } from '../state/entry.js';
import type { LimitName, LimitOptions } from '../state/limit-names.js';
import { Limits } from '../state/limits.js';
import type { LimitReachedError } from '../state/limits.errors.js';
import { MeasuredTable } from '../state/measured.table.js';
import type { Entry } from '../state/entry.js';
import { stopwatchOf } from '../state/stopwatch.js';
import { Table } from '../state/table.js';
import { CacheKey } from '../stores/cache-key.js';
import type { QuarantinedRecord } from './quarantined-record.js';
import { kindOf } from './record-kinds.js';

/** What the tables of a scope are configured with; times in milliseconds. */
export interface TableOptions {
  readonly now: () => number;
  readonly marketDataTimeToLive: number;
  /** How much there may be at most; no limits unless given. */
  readonly limits?: LimitOptions;
  /** Is told of each refusal for a limit, and the how many-th of that limit it is. */
  readonly refused?: (error: LimitReachedError, count: number) => void;
}

/**
 * The scoped store that the services of one scope share: its tables, and what changed in them. Each table has the name of the key type that
 * it is stored under.
 */
export class ScopeTables implements ParameterTables, OutboxTables {
  readonly changes: Changes;
  readonly limits: Limits;
  readonly orders: OrderTable;
  readonly positions: PositionTable;
  readonly instruments: InstrumentTable;
  readonly marketData: MarketDataTable;
  readonly balances: Table<Balance>;
  readonly parameters: MeasuredTable<JsonValue>;
  readonly metadata: MeasuredTable<JsonValue>;
  readonly leverages: Table<string>;
  readonly quarantine: Table<QuarantinedRecord>;
  readonly outbox: Table<FillEvent>;
  readonly cursors: Table<HandlerCursor>;
  /** What is known of the exchanges' clocks. */
  readonly arrivals: Arrivals;
  /** The tables whose records stand alone, by the key type that they are stored under. */
  private readonly standalone: ReadonlyMap<LiveType, Table<unknown>>;

  constructor({ now, marketDataTimeToLive, limits, refused }: TableOptions) {
    this.limits = new Limits(limits ?? null, this.counters(), refused);
    this.changes = new Changes(stopwatchOf(now));
    this.arrivals = new Arrivals(now);
    this.orders = new OrderTable(this.changes, now, this.limits);
    this.instruments = new InstrumentTable(this.changes, this.limits);
    this.positions = new PositionTable(this.changes, this.orders, this.instruments, now, this.limits);
    this.marketData = new MarketDataTable(this.changes, now, marketDataTimeToLive, this.limits);
    this.balances = new Table(CacheKey.BALANCE, this.changes);
    this.parameters = new MeasuredTable(CacheKey.PARAMETER, this.changes);
    this.metadata = new MeasuredTable(CacheKey.METADATA, this.changes);
    this.leverages = new Table(CacheKey.LEVERAGE, this.changes);
    this.quarantine = new Table(CacheKey.QUARANTINE, this.changes);
    this.outbox = new Table(CacheKey.OUTBOX, this.changes);
    this.cursors = new Table(CacheKey.CURSOR, this.changes);
    this.standalone = new Map<LiveType, Table<unknown>>([
      [CacheKey.INSTRUMENT, this.instruments],
      [CacheKey.MARKET_DATA, this.marketData.data],
      [CacheKey.BALANCE, this.balances],
      [CacheKey.PARAMETER, this.parameters],
      [CacheKey.METADATA, this.metadata],
      [CacheKey.LEVERAGE, this.leverages],
      [CacheKey.QUARANTINE, this.quarantine],
      [CacheKey.OUTBOX, this.outbox],
      [CacheKey.CURSOR, this.cursors],
    ]);
  }

  /** How much there is of what has a limit. What is being removed counts until the store knows: until then it is in memory. */
  private counters(): Readonly<Record<LimitName, () => number>> {
    return {
      orders: () => this.orders.held,
      idempotencyKeys: () => this.orders.index.idempotencyKeyCount,
      adjustments: () => this.positions.adjustments.size,
      positions: () => this.positions.held,
      instruments: () => this.instruments.size,
      marketData: () => this.marketData.data.size,
      balances: () => this.balances.size,
      parameters: () => this.parameters.size,
      metadata: () => this.metadata.size,
      leverages: () => this.leverages.size,
      text: () => this.marketData.data.length + this.parameters.length + this.metadata.length,
    };
  }

  /** Empties all tables, before a scope that was closed is loaded again. */
  clear(): void {
    this.changes.clear();
    this.arrivals.clear();
    this.orders.clear();
    this.positions.clear();
    this.marketData.clear();
    for (const table of this.standalone.values()) table.clear();
  }

  /** A table whose records stand alone. */
  standaloneOf(type: LiveType): Table<unknown> {
    const table = this.standalone.get(type);
    if (table === undefined) throw new Error(`records of type ${type} are in no table of their own`);
    return table;
  }

  /** Marks everything, for a store that has lost some of it. @param stored the bases that it has. */
  markAll(stored: ReadonlyMap<string, BaseRecord>): void {
    this.positions.markAll(stored);
    this.orders.markAll();
    for (const table of this.standalone.values()) table.markAll();
    this.markOutbox();
  }

  /** A fill that waits for a durable handler goes to the store with its order: a crash in between would lose it. */
  private markOutbox(): void {
    for (const entry of this.outbox.all()) {
      const { exchange, symbol, orderId, clientOrderId } = entry.record;
      const order = this.orders.find(exchange, symbol, orderId, clientOrderId);
      if (order !== null && !entry.removed) this.changes.markTogether([order, entry]);
    }
  }

  /** Tells the tables that the store has these entries as they were taken. */
  committed(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry instanceof OrderEntry) this.orders.committed(entry);
      else if (entry.table === (CacheKey.BASE as string)) this.positions.committed(entry);
      // Entries of the fill history are in no table.
      else if (entry.table === (CacheKey.FILL as string)) continue;
      else if (entry.removed && !entry.dirty) kindOf(entry.table).forget(this, entry);
    }
  }

  /** Marks the removal of a record that only the store has. */
  removeStored(type: LiveType, key: string): void {
    this.changes.mark(removalOf(type, key));
  }
}
