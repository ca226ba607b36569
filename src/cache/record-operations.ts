import type { MarketDatum } from '../market-data/market-data.table.js';
import { encodeOrder } from '../orders/order-codec.js';
import { OrderEntry } from '../orders/order-entry.js';
import { encodePosition, encodeWatermark } from '../positions/position-codec.js';
import type { PositionRecord } from '../positions/position-record.js';
import type { Watermark } from '../positions/watermark.js';
import type { Entry } from '../state/entry.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { sealRecord } from '../stores/record-seal.js';
import type { StoredRecord } from '../stores/state-store.js';
import { historyIndexes } from './history-index.js';
import { CACHE_KEY_OF_TABLE } from './scope-tables.js';
import { encodeRetired } from './retired-codec.js';

/** What makes the store have an entry's latest state. */
export function operationsFor(entry: Entry): Operation[] {
  return entry instanceof OrderEntry ? orderOperations(entry) : [recordOperation(entry)];
}

/** An order that leaves memory moves from the live records to history, and leaves a tombstone; one that comes back loses it. */
function orderOperations({ stage, key, record, removed, retiredAt, hasTombstone }: OrderEntry): Operation[] {
  const removal: Operation = { op: 'delete', type: CacheKey.ORDER, key };
  if (removed) return [removal];
  if (stage === 'live') {
    const live = put(CacheKey.ORDER, key, encodeOrder(record));
    return hasTombstone ? [live, { op: 'delete', type: CacheKey.TOMBSTONE, key }] : [live];
  }
  const retired = encodeRetired({ order: record, at: retiredAt });
  const value = sealRecord(CacheKey.HISTORY, key, retired);
  return [
    { op: 'archive', key, indexes: historyIndexes(record), at: retiredAt, value },
    put(CacheKey.TOMBSTONE, key, retired),
    removal,
  ];
}

function recordOperation({ table, key, record, removed }: Entry): Operation {
  const type = CACHE_KEY_OF_TABLE.get(table);
  if (type === undefined) throw new Error(`table ${table} is not stored`);
  if (removed) return { op: 'delete', type, key };
  switch (type) {
    case CacheKey.POSITION:
      return put(type, key, encodePosition(record as PositionRecord));
    case CacheKey.WATERMARK:
      return put(type, key, encodeWatermark(record as Watermark));
    case CacheKey.ADJUSTMENT:
    case CacheKey.INSTRUMENT:
    case CacheKey.QUARANTINE:
      return put(type, key, JSON.stringify(record));
    case CacheKey.MARKET_DATA:
      return put(type, key, JSON.stringify(record), (record as MarketDatum).expiresAt);
    case CacheKey.ORDER:
    case CacheKey.TOMBSTONE:
      throw new Error('orders are written by their entries');
  }
}

function put(type: StoredRecord['type'], key: string, payload: string, expiresAt?: number): Operation {
  const value = sealRecord(type, key, payload);
  return expiresAt === undefined
    ? { op: 'put', type, key, value }
    : { op: 'put', type, key, value, expiresAt };
}
