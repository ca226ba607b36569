import { decodeWatermark } from '../positions/watermark-codec.js';
import { CacheKey } from '../stores/cache-key.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { readRecord } from '../stores/record-seal.js';
import type { ScopeStore, StoredRecord } from '../stores/state-store.js';
import type { ScopeTables } from './scope-tables.js';

/**
 * Marks whatever makes a store that went back in time (it was started from an older snapshot) what memory is: everything is
 * written again, and what memory does not have is removed. A position is written in one unit with all its watermarks, those
 * that go included, so that whatever part of this a crash leaves is valid.
 *
 * @param isOver whether the tables belong to somebody else by the time that it is known what the store has.
 */
export async function heal(
  store: ScopeStore,
  tables: ScopeTables,
  codecs: RecordCodecs,
  isOver: () => boolean,
): Promise<void> {
  const stored: StoredRecord[] = [];
  for await (const slice of store.load()) stored.push(...slice);
  if (isOver()) return;
  const isKnown = knownRecords(tables);
  tables.markAll();
  for (const record of stored) if (!isKnown(record)) remove(record, tables, codecs);
}

function knownRecords({ orders, positions, standalone }: ScopeTables): (record: StoredRecord) => boolean {
  const live = new Set<string>();
  const retired = new Set<string>();
  for (const { key, stage } of orders.index.entries()) (stage === 'retired' ? retired : live).add(key);
  return ({ type, key }) => {
    switch (type) {
      case CacheKey.ORDER:
        // What is left of a retired order is written, and the order itself removed, in one go.
        return live.has(key) || retired.has(key);
      case CacheKey.TOMBSTONE:
        return retired.has(key);
      case CacheKey.POSITION:
        return true;
      case CacheKey.WATERMARK:
        return positions.watermarks.find(key) !== null;
      case CacheKey.ADJUSTMENT:
        return positions.adjustments.find(key) !== null;
      default:
        return (standalone.get(type)?.find(key) ?? null) !== null;
    }
  };
}

function remove({ type, key, value }: StoredRecord, tables: ScopeTables, codecs: RecordCodecs): void {
  if (type === CacheKey.WATERMARK)
    tables.positions.removeStored(
      key,
      readRecord(type, key, value, codecs, (payload) => decodeWatermark(key, payload)),
    );
  else tables.removeStored(type, key);
}
