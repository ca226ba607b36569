// An order at rest: its text in the store stands for its record.
import { explainedFigures } from './explained-figures.js';
import { withFigures } from './join-order.js';
import { decodeOrder } from './order-codec.js';
import type { DecodedOrder } from './order-codec.js';
import type { OrderFigures } from './order-figures.js';
import { isTerminalStatus } from './order.js';
import type { OrderRecord } from './order-record.js';

/**
 * The record of an order that can be at rest: it has ended, and its text alone tells its figures and its fills, of which none is settled. Null
 * of any other.
 */
export function recordToRest(order: DecodedOrder): OrderRecord | null {
  if (order.runs > 0) return null;
  const record = order.complete([]);
  const figures = record.settled.length > 0 ? null : explainedFigures(record.evidence);
  if (figures === null) return null;
  const derived = withFigures(record, figures);
  return isTerminalStatus(derived.status) ? derived : null;
}

/** How many of the records that were read last are kept: a ledger comes by all fills of an order within so many. */
const KEPT = 512;
let recent = new Map<object, OrderRecord>();
let older = new Map<object, OrderRecord>();

/** The record of an order at rest. @param entry that is at rest: what was read of it last may be kept. */
export function readAtRest(entry: { readonly key: string }, text: string): OrderRecord {
  const known = recent.get(entry) ?? older.get(entry);
  if (known !== undefined) return known;
  const stored = decodeOrder(entry.key, text).complete([]);
  const record = withFigures(stored, explainedFigures(stored.evidence) as OrderFigures);
  if (recent.size === KEPT) [older, recent] = [recent, new Map()];
  recent.set(entry, record);
  return record;
}
