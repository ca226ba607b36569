import { Entry } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import type { ExecutionRun } from '../ledger/executions.js';
import type { InstrumentOrders } from './instrument-orders.js';
import type { Order } from './order.js';
import type { OrderRecord } from './order-record.js';
import { orderView } from './order-view.js';

/**
 * - `live`: in memory, in every query.
 * - `retiring`: on its way out; still in every query, because its history entry is not committed yet.
 * - `retired`: a tombstone; only late messages find it.
 * - `purged`: forgotten; nothing finds it.
 */
export type OrderStage = 'live' | 'retiring' | 'retired' | 'purged';

/** An order's place in the table. */
export class OrderEntry extends Entry<OrderRecord> {
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

  constructor(
    /** The key that it has for life; a stored one is not made anew, because names may have become known since. */
    key: string,
    record: OrderRecord,
    /** When the cache last changed it, on the cache's own clock (ms). */
    public changedAt: number,
  ) {
    super(CacheKey.ORDER, key, record);
  }

  /** Replaces the record, and with it what callers see. */
  update(record: OrderRecord, changedAt: number): void {
    this.record = record;
    this.changedAt = changedAt;
    this.shown = null;
  }

  /** What callers see; made when first asked for, and shared, as it is frozen. */
  get view(): Order {
    return (this.shown ??= orderView(this.record));
  }
}
