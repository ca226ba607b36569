import type { ExecutionRun } from '../ledger/executions.js';
import { legKey } from '../ledger/leg.js';
import { RestingFills } from '../ledger/resting-fills.js';
import type { DecodedOrder } from '../orders/order-codec.js';
import { recordToRest } from '../orders/resting-order.js';
import type { AppliedAdjustment } from '../positions/adjustment.js';
import type { Adoption } from '../positions/adoption.js';
import type { BaseRecord } from '../positions/base-record.js';
import { SharedTexts } from '../state/shared-texts.js';
import type { ScopeTables } from './scope-tables.js';

/** What is left of an order that left memory, as it was read. */
export interface DecodedTombstone {
  readonly at: number;
  readonly order: DecodedOrder;
}

/**
 * What was read of a scope. Records that stand alone are in their tables; those that depend on each other wait here, because a store gives them
 * in no order.
 */
export class LoadedRecords {
  // Lists, which a loader takes over as they are; it reads each record once.
  orders: [key: string, order: DecodedOrder][] = [];
  /** The fills of orders at rest by leg. */
  readonly atRest = new Map<string, RestingFills>();
  tombstones: [key: string, tombstone: DecodedTombstone][] = [];
  readonly runs = new Map<string, ExecutionRun>();
  readonly bases = new Map<string, BaseRecord>();
  readonly adjustments = new Map<string, AppliedAdjustment>();
  readonly adoptions = new Map<string, Adoption>();
  /** Makes equal names of exchanges, symbols and currencies one. */
  readonly share = new SharedTexts().share;

  constructor(readonly tables: ScopeTables) {}

  /** @param payload what the order was decoded from. */
  addOrder(key: string, order: DecodedOrder, payload: string): void {
    if (!this.placeAtRest(key, order, payload)) this.orders.push([key, order]);
  }

  /** Places an order that can be at rest: nothing that is still to be read changes it. @returns whether it can. */
  private placeAtRest(key: string, order: DecodedOrder, payload: string): boolean {
    const { orders, arrivals } = this.tables;
    const record = recordToRest(order);
    if (record === null) return false;
    const { recent } = record.evidence.executions;
    if (record.reportedAt !== null) arrivals.saw(record.reportedAt, record.exchange);
    for (const { at } of recent) arrivals.saw(at, record.exchange);
    const entry = orders.place(key, record);
    const leg = legKey(record);
    let fills = this.atRest.get(leg);
    if (fills === undefined) this.atRest.set(leg, (fills = new RestingFills()));
    fills.add(entry, recent);
    entry.rest(payload, fills);
    return true;
  }

  addTombstone(key: string, tombstone: DecodedTombstone): void {
    this.tombstones.push([key, tombstone]);
  }
}
