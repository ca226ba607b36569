import type { MarketDatum } from '../market-data/market-data.table.js';
import { OrderEntry } from '../orders/order-entry.js';
import { isShown } from '../orders/order-record.js';
import { encodeHistory } from '../orders/retired-codec.js';
import type { AppendedEntry } from '../positions/appended-entry.js';
import type { Entry } from '../state/entry.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { liveTypeOf } from '../stores/live-type.js';
import type { LiveType } from '../stores/live-type.js';
import { NO_CODECS } from '../stores/record-codec.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { sealRecord } from '../stores/record-seal.js';
import { historyIndexes, namesInHistory } from './history-index.js';
import { kindOf } from './record-kinds.js';
import { Recount } from './recount.js';

/** What makes the store have an entry's latest state. */
export function operationsFor(entry: Entry, codecs: RecordCodecs = NO_CODECS): Operation[] {
  if (entry instanceof OrderEntry) return orderOperations(entry, codecs);
  if (entry instanceof Recount) return [{ op: 'recount', type: entry.type, ...entry.record }];
  if (entry.table === (CacheKey.FILL as string)) return append(entry as Entry<AppendedEntry>, codecs);
  return [recordOperation(entry, codecs)];
}

/** An order that leaves memory moves from the live records to history, and leaves a tombstone; one that comes back loses it. */
function orderOperations(entry: OrderEntry, codecs: RecordCodecs): Operation[] {
  const { stage, key, record, removed, retiredAt, hasTombstone } = entry;
  const removal: Operation = { op: 'delete', type: CacheKey.ORDER, key };
  if (removed) return [removal];
  if (stage === 'live') {
    const live = put(CacheKey.ORDER, entry, codecs);
    return hasTombstone ? [live, { op: 'delete', type: CacheKey.TOMBSTONE, key }] : [live];
  }
  const left = [put(CacheKey.TOMBSTONE, entry, codecs), removal];
  // Of an order that only trades told of, there is nothing to show.
  if (!isShown(record)) return left;
  const names = namesInHistory(record);
  const payload = encodeHistory({ order: entry.view, at: retiredAt, names });
  const value = sealRecord(CacheKey.HISTORY, key, payload, codecs);
  return [
    { op: 'archive', key, indexes: historyIndexes(record.symbol, names), at: retiredAt, value },
    ...left,
  ];
}

function recordOperation(entry: Entry, codecs: RecordCodecs): Operation {
  const { table, key, record, removed } = entry;
  const type = liveTypeOf(table);
  if (type === null) throw new Error(`table ${table} is not stored`);
  if (removed) return { op: 'delete', type, key };
  const operation = put(type, entry, codecs);
  if (type !== CacheKey.MARKET_DATA) return operation;
  return { ...operation, expiresAt: (record as MarketDatum).expiresAt };
}

function put(type: LiveType, entry: Entry, codecs: RecordCodecs): Extract<Operation, { readonly op: 'put' }> {
  const value = sealRecord(type, entry.key, kindOf(type).encode(entry), codecs);
  return { op: 'put', type, key: entry.key, value };
}

/** None for one that was called off, because the store was rolled back. */
function append({ key, record, removed }: Entry<AppendedEntry>, codecs: RecordCodecs): Operation[] {
  if (removed) return [];
  const { leg, number, payload } = record;
  if (payload === null) return [{ op: 'drop', leg, first: record.first, last: number }];
  return [{ op: 'append', leg, number, value: sealRecord(CacheKey.FILL, key, payload, codecs) }];
}
