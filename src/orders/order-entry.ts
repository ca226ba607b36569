import { Entry } from '../state/entry.js';
import type { Order } from './order.js';
import { orderKey } from './order-key.js';
import type { OrderRecord } from './order-record.js';
import { orderView } from './order-view.js';

/** The name of the table of live orders. */
export const ORDERS = 'order';

/**
 * - `live`: in memory, in every query.
 * - `retiring`: on its way out; still in every query, because its history entry is not committed yet.
 * - `retired`: a tombstone; only late updates find it.
 */
export type OrderStage = 'live' | 'retiring' | 'retired';

/** An order's place in the table. */
export class OrderEntry extends Entry<OrderRecord> {
  stage: OrderStage = 'live';
  private shown: Order | null = null;

  constructor(
    record: OrderRecord,
    /** When the cache last changed it, on the cache's own clock (ms). */
    public changedAt: number,
  ) {
    super(ORDERS, orderKey(record), record);
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
