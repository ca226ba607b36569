import type { MarketDatum } from '../market-data/market-data.table.js';
import { encodeOrder } from '../orders/order-codec.js';
import type { OrderRecord } from '../orders/order-record.js';
import type { RetiredOrder } from '../orders/order.table.js';
import { encodePosition, encodeWatermark } from '../positions/position-codec.js';
import type { PositionRecord } from '../positions/position-record.js';
import type { Watermark } from '../positions/watermark.js';
import type { Entry } from '../state/entry.js';
import type { Operation } from '../stores/batch.js';
import { CacheKey } from '../stores/cache-key.js';
import { sealRecord } from '../stores/record-seal.js';
import { historyIndexes } from './history-index.js';
import { CACHE_KEY_OF_TABLE } from './scope-tables.js';
import { encodeRetired } from './retired-codec.js';

/** An entry's latest state as an operation on the store. */
export function operationFor(entry: Entry): Operation {
  const type = CACHE_KEY_OF_TABLE.get(entry.table);
  if (type === undefined) throw new Error(`table ${entry.table} is not stored`);
  const { key } = entry;
  if (type === CacheKey.HISTORY) {
    const retired = entry.record as RetiredOrder;
    const value = sealRecord(type, key, encodeRetired(retired));
    return { op: 'archive', key, indexes: historyIndexes(retired.order), at: retired.at, value };
  }
  if (entry.removed) return { op: 'delete', type, key };
  const value = sealRecord(type, key, payloadOf(type, entry.record));
  if (type !== CacheKey.MARKET_DATA) return { op: 'put', type, key, value };
  return { op: 'put', type, key, value, expiresAt: (entry.record as MarketDatum).expiresAt };
}

function payloadOf(type: Exclude<CacheKey, CacheKey.HISTORY>, record: unknown): string {
  switch (type) {
    case CacheKey.ORDER:
      return encodeOrder(record as OrderRecord);
    case CacheKey.TOMBSTONE:
      return encodeRetired(record as RetiredOrder);
    case CacheKey.POSITION:
      return encodePosition(record as PositionRecord);
    case CacheKey.WATERMARK:
      return encodeWatermark(record as Watermark);
    case CacheKey.INSTRUMENT:
    case CacheKey.MARKET_DATA:
      return JSON.stringify(record);
  }
}
