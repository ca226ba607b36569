// An order at rest: its text in the store stands for its record.
import { explainedFigures } from './explained-figures.js';
import { deriveStored } from './join-order.js';
import { decodeOrder } from './order-codec.js';
import { isTerminalStatus } from './order.js';
import type { OrderRecord } from './order-record.js';

/** Whether an order can be at rest: it has ended, and its text alone tells its figures and its fills, none of which are settled. */
export function canRest({ status, settled, evidence }: OrderRecord): boolean {
  return isTerminalStatus(status) && settled.length === 0 && explainedFigures(evidence) !== null;
}

/** The record of an order at rest. The one that was read last is kept: what is asked of an order is asked of it in a row. */
export function readAtRest(key: string, text: string): OrderRecord {
  if (lastRead.text === text && lastRead.key === key) return lastRead.record as OrderRecord;
  // Its figures follow from its own evidence.
  const record = deriveStored(decodeOrder(key, text).complete([]), NO_TERMS);
  lastRead = { key, text, record };
  return record;
}

let lastRead: { readonly key: string; readonly text: string; readonly record: OrderRecord | null } = {
  key: '',
  text: '',
  record: null,
};

function NO_TERMS(): never {
  throw new Error('an order at rest needs no terms');
}
