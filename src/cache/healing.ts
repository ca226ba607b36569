import { decodeBase } from '../positions/base-record.js';
import type { BaseRecord } from '../positions/base-record.js';
import { CacheKey } from '../stores/cache-key.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { readRecord } from '../stores/record-seal.js';
import type { ScopeStore, StoredRecord } from '../stores/state-store.js';
import { kindOf } from './record-kinds.js';
import type { ScopeTables } from './scope-tables.js';

/**
 * Marks what makes a store that was rolled back (it was started from an older snapshot) what memory is: everything is written again, and
 * what memory does not have is removed. What was settled goes first, and says that orders may be older (`isRestored`): so a crash in between leaves an
 * older state that is valid, in which nothing counts twice.
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
  const bases = new Map<string, BaseRecord>();
  for await (const slice of store.load()) {
    for (const record of slice) {
      const { type, key, value } = record;
      stored.push(record);
      if (type === CacheKey.BASE) bases.set(key, readRecord(type, key, value, codecs, decodeBase));
    }
  }
  if (isOver()) return;
  const isKnown = stored.map(({ type, key }) => kindOf(type).has(tables, key));
  tables.markAll(bases);
  for (const [at, { type, key }] of stored.entries())
    if (isKnown[at] !== true) tables.removeStored(type, key);
}
