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

/** The record of an order at rest. The one that was read last is kept: what is asked of an order is asked of it in a row. */
export function readAtRest(key: string, text: string): OrderRecord {
  if (lastRead?.text === text && lastRead.key === key) return lastRead.record;
  const stored = decodeOrder(key, text).complete([]);
  const record = withFigures(stored, explainedFigures(stored.evidence) as OrderFigures);
  lastRead = { key, text, record };
  return record;
}

let lastRead: { readonly key: string; readonly text: string; readonly record: OrderRecord } | null = null;
