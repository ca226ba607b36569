import { toFixedPoint } from '../decimal/fixed-point.js';
import type { ContractTerms } from '../instruments/instrument.table.js';
import type { OrderRecord } from '../orders/order-record.js';
import { costAt } from '../positions/contract-cost.js';
import { freshWatermark } from '../positions/watermark.js';
import type { Watermark } from '../positions/watermark.js';
import { removalOf, Unit } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import type { QuarantinedRecord } from './quarantined-record.js';
import type { Loaded } from './scope-loader.js';
import type { ScopeTables } from './scope-tables.js';

/**
 * Sets damaged records aside, so that the rest of a scope can serve. Each is kept as it is under another key, in the commit that takes it out. What
 * hung on it is made to fit without counting anything twice:
 *
 * - the watermark of an order that is there is made anew from the order: what the order says is counted;
 * - a position that does not add up any more keeps its quantity; one that was set aside itself begins anew, flat.
 *
 * @returns what was set aside, and what became of positions, in words.
 */
export function mend(tables: ScopeTables, { damaged, orderOf }: Loaded, at: number): string[] {
  for (const each of damaged) {
    const record: QuarantinedRecord = { ...each, at };
    const kept = tables.quarantine.place(`${record.type}:${record.key}`, record);
    const order = record.type === CacheKey.WATERMARK ? orderOf(record.key) : null;
    if (order === null) tables.changes.markTogether(new Unit(), [kept, removalOf(record.type, record.key)]);
    else
      order.follows = tables.positions.restoreWatermark(
        order.key,
        countedOf(order.record, tables.instruments.termsOf(order.record.exchange, order.record.symbol)),
        kept,
      );
  }
  return [...damaged.map(({ reason }) => reason), ...tables.positions.carryDifferences()];
}

/** What an order says of itself, as counted. */
function countedOf(order: OrderRecord, { kind }: ContractTerms): Watermark {
  const quantity = toFixedPoint(order.filled);
  const price = order.average === null ? 0n : toFixedPoint(order.average);
  const cost = price === 0n ? 0n : costAt(kind, quantity, price);
  return { ...freshWatermark(order, kind), quantity, cost, fees: order.fees };
}
