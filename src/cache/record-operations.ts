import { liveTypeOf } from '../stores/live-type.js';
import type { LiveType } from '../stores/live-type.js';
import type { MarketDatum } from '../market-data/market-data.table.js';
import { encodeOrder } from '../orders/order-codec.js';
import { OrderEntry } from '../orders/order-entry.js';
import type { JsonValue } from '../parameters/json-value.js';
import { encodePosition } from '../positions/position-codec.js';
import type { PositionRecord } from '../positions/position-record.js';
import type { Watermark } from '../positions/watermark.js';
import { encodeWatermark } from '../positions/watermark-codec.js';
import type { Entry } from '../state/entry.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { NO_CODECS } from '../stores/record-codec.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { sealRecord } from '../stores/record-seal.js';
import { historyIndexes } from './history-index.js';
import { encodeRetired } from './retired-codec.js';

/** What makes the store have an entry's latest state. */
export function operationsFor(entry: Entry, codecs: RecordCodecs = NO_CODECS): Operation[] {
  return entry instanceof OrderEntry ? orderOperations(entry, codecs) : [recordOperation(entry, codecs)];
}

/** An order that leaves memory moves from the live records to history, and leaves a tombstone; one that comes back loses it. */
function orderOperations(
  { stage, key, record, removed, retiredAt, hasTombstone }: OrderEntry,
  codecs: RecordCodecs,
): Operation[] {
  const removal: Operation = { op: 'delete', type: CacheKey.ORDER, key };
  if (removed) return [removal];
  if (stage === 'live') {
    const live = put(CacheKey.ORDER, key, encodeOrder(key, record), codecs);
    return hasTombstone ? [live, { op: 'delete', type: CacheKey.TOMBSTONE, key }] : [live];
  }
  const retired = encodeRetired(key, { order: record, at: retiredAt });
  const value = sealRecord(CacheKey.HISTORY, key, retired, codecs);
  return [
    { op: 'archive', key, indexes: historyIndexes(record), at: retiredAt, value },
    put(CacheKey.TOMBSTONE, key, retired, codecs),
    removal,
  ];
}

function recordOperation({ table, key, record, removed }: Entry, codecs: RecordCodecs): Operation {
  const type = liveTypeOf(table);
  if (type === null) throw new Error(`table ${table} is not stored`);
  if (removed) return { op: 'delete', type, key };
  switch (type) {
    case CacheKey.POSITION:
      return put(type, key, encodePosition(record as PositionRecord), codecs);
    case CacheKey.WATERMARK:
      return put(type, key, encodeWatermark(record as Watermark), codecs);
    case CacheKey.ADJUSTMENT:
    case CacheKey.INSTRUMENT:
    case CacheKey.BALANCE:
    case CacheKey.LEVERAGE:
    case CacheKey.QUARANTINE:
      return put(type, key, JSON.stringify(record), codecs);
    case CacheKey.PARAMETER:
    case CacheKey.METADATA:
      return put(type, key, (record as JsonValue).json, codecs);
    case CacheKey.MARKET_DATA:
      return put(type, key, JSON.stringify(record), codecs, (record as MarketDatum).expiresAt);
    case CacheKey.ORDER:
    case CacheKey.TOMBSTONE:
    case CacheKey.BASE:
    case CacheKey.EXECUTIONS:
    case CacheKey.ADOPTION:
      throw new Error('orders are written by their entries');
  }
}

function put(
  type: LiveType,
  key: string,
  payload: string,
  codecs: RecordCodecs,
  expiresAt?: number,
): Operation {
  const value = sealRecord(type, key, payload, codecs);
  return expiresAt === undefined
    ? { op: 'put', type, key, value }
    : { op: 'put', type, key, value, expiresAt };
}
