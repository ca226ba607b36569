import type { ExecutionRun } from '../ledger/executions.js';
import type { DecodedOrder } from '../orders/order-codec.js';
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
  tombstones: [key: string, tombstone: DecodedTombstone][] = [];
  readonly runs = new Map<string, ExecutionRun>();
  readonly bases = new Map<string, BaseRecord>();
  readonly adjustments = new Map<string, AppliedAdjustment>();
  readonly adoptions = new Map<string, Adoption>();
  /** Makes equal names of exchanges, symbols and currencies one. */
  readonly share = new SharedTexts().share;

  constructor(readonly tables: ScopeTables) {}

  addOrder(key: string, order: DecodedOrder): void {
    this.orders.push([key, order]);
  }

  addTombstone(key: string, tombstone: DecodedTombstone): void {
    this.tombstones.push([key, tombstone]);
  }
}
