import type { ExecutionRun } from '../ledger/executions.js';
import type { DecodedOrder } from '../orders/order-codec.js';
import type { AppliedAdjustment } from '../positions/adjustment.js';
import type { Adoption } from '../positions/adoption.js';
import type { BaseRecord } from '../positions/base-record.js';
import { SharedTexts } from '../state/shared-texts.js';
import type { ScopeTables } from './scope-tables.js';

/**
 * What was read of a scope. Records that stand alone are in their tables; those that depend on each other wait here, because a store gives them
 * in no order.
 */
export class LoadedRecords {
  readonly orders = new Map<string, DecodedOrder>();
  readonly tombstones = new Map<string, { readonly at: number; readonly order: DecodedOrder }>();
  readonly runs = new Map<string, ExecutionRun>();
  readonly bases = new Map<string, BaseRecord>();
  readonly adjustments = new Map<string, AppliedAdjustment>();
  readonly adoptions = new Map<string, Adoption>();
  /** Makes equal names of exchanges, symbols and currencies one. */
  readonly share = new SharedTexts().share;

  constructor(readonly tables: ScopeTables) {}
}
