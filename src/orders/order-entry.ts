import { Entry } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import type { ExecutionRun } from '../ledger/executions.js';
import type { OwnerAtRest, RestingOwner } from '../ledger/ledger-item.js';
import type { RestingFills } from '../ledger/resting-fills.js';
import type { InstrumentOrders } from './instrument-orders.js';
import type { Order } from './order.js';
import type { OrderRecord } from './order-record.js';
import { orderView } from './order-view.js';
import { readAtRest } from './resting-order.js';

/**
 * - `live`: in memory, in every query.
 * - `retiring`: on its way out; still in every query, because its history entry is not committed yet.
 * - `retired`: a tombstone; only late messages find it.
 * - `purged`: forgotten; nothing finds it.
 */
export type OrderStage = 'live' | 'retiring' | 'retired' | 'purged';

/**
 * An order's place in the table. One that ended before it was loaded is at rest: the text that the store has stands for its record, and its
 * leg's ledger for its fills, until something asks for the record itself. Such orders are many, and take less than half the memory so.
 */
export class OrderEntry extends Entry<OrderRecord> implements RestingOwner {
  stage: OrderStage = 'live';
  /** When it began to leave memory, on the cache's own clock (ms); 0 while it is live. */
  retiredAt = 0;
  /** The store may have a tombstone of it, which goes when it is live again. */
  hasTombstone = false;
  /** Where the index shows it; null while it is hidden from queries. */
  shownIn: InstrumentOrders<OrderEntry> | null = null;
  /** The records of its sealed runs of executions; null while it has none. */
  runs: Entry<ExecutionRun>[] | null = null;
  private shown: Order | null = null;
  /** What the store has of it while it is at rest; null once its record is in memory. */
  private text: string | null = null;
  /** Where its fills are while it is at rest. */
  private fills: RestingFills | null = null;

  constructor(
    /** The key that it has for life; a stored one is not made anew, because names may have become known since. */
    key: string,
    record: OrderRecord,
    /** When the cache last changed it, on the cache's own clock (ms). */
    public changedAt: number,
  ) {
    super(CacheKey.ORDER, key, record);
  }

  /** An order that goes to rest (see `rest`), whose record nobody read. */
  static resting(key: string, changedAt: number): OrderEntry {
    return new OrderEntry(key, AT_REST, changedAt);
  }

  /** The record; that of an order at rest stays in memory from then on. */
  override get record(): OrderRecord {
    return this.text === null ? this.latest : this.wake();
  }

  override set record(record: OrderRecord) {
    if (this.text !== null) this.wake();
    this.latest = record;
  }

  /** Replaces the record, and with it what callers see. */
  update(record: OrderRecord, changedAt: number): void {
    this.record = record;
    this.changedAt = changedAt;
    this.shown = null;
  }

  /** What callers see; made when first asked for, and shared, as it is frozen. */
  get view(): Order {
    return (this.shown ??= orderView(this.read()));
  }

  /** Lets go of the record, as at load. @param text what the store has of it: see `recordToRest`. */
  rest(text: string, fills: RestingFills): void {
    // A part of what was read, which it is nearly all of, as it is: a copy would take as long as looking at it.
    this.text = text;
    this.fills = fills;
    this.latest = AT_REST;
  }

  /** Whether the text stands for the record. */
  get isAtRest(): boolean {
    return this.text !== null;
  }

  /** The record, to be looked at once: an order at rest stays so. */
  read(): OrderRecord {
    return this.text === null ? this.latest : readAtRest(this, this.text);
  }

  ownerAtRest(): OwnerAtRest {
    const record = this.read();
    return { key: this.key, record, fills: record.evidence.executions.recent };
  }

  private wake(): OrderRecord {
    const { fills } = this;
    this.latest = this.read();
    this.text = null;
    this.fills = null;
    fills?.wake(this, this.latest.evidence.executions.recent);
    return this.latest;
  }
}

/** Stands where the record of an order at rest would. */
const AT_REST = Object.freeze({}) as OrderRecord;
