import type { StoredRecord } from '../state-store.js';
import type { StoredHistory } from '../scope-view.js';
import type { RedisClient } from './redis-client.js';
import { LIVE_TYPES } from '../live-type.js';
import type { ScopeKeys } from './scope-keys.js';
import { liveValue } from './stored-value.js';

const SCAN_COUNT = 1_000;

/** Where a scan goes on, and fields, each followed by its value. */
type ScanPage = [cursor: string, fields: string[]];

/** All live records of a scope, each once, in slices. */
export async function* liveRecords(
  reader: RedisClient,
  keys: ScopeKeys,
  now: () => number,
): AsyncGenerator<readonly StoredRecord[]> {
  for (const type of LIVE_TYPES) {
    for await (const fields of hashPages(reader, keys.live(type))) {
      const at = now();
      const records = fields.flatMap(([key, stored]): StoredRecord[] => {
        const value = liveValue(stored, at);
        return value === null ? [] : [{ type, key, value }];
      });
      if (records.length > 0) yield records;
    }
  }
}

/** All history entries of a scope, each once, in slices. */
export async function* historyRecords(
  reader: RedisClient,
  keys: ScopeKeys,
): AsyncGenerator<readonly StoredHistory[]> {
  for await (const fields of hashPages(reader, keys.history))
    yield fields.map(([key, value]) => ({ key, value }));
}

/** The fields of a hash with their values, each once: a scan may come by one several times. */
async function* hashPages(
  reader: RedisClient,
  hash: string,
): AsyncGenerator<readonly (readonly [string, string])[]> {
  const seen = new Set<string>();
  let page: Promise<ScanPage> | null = scan(reader, hash, '0');
  while (page !== null) {
    const [cursor, fields]: ScanPage = await page;
    // This page may have come before the store was closed.
    reader.assertOpen();
    // The next one is on its way while whoever reads is busy with this one.
    page = cursor === '0' ? null : scan(reader, hash, cursor);
    // It is waited for later, or by nobody.
    page?.catch(() => undefined);
    const found: (readonly [string, string])[] = [];
    for (let at = 0; at < fields.length; at += 2) {
      const key = fields[at] as string;
      if (!seen.has(key)) found.push([key, fields[at + 1] as string]);
      seen.add(key);
    }
    yield found;
  }
}

function scan(reader: RedisClient, hash: string, cursor: string): Promise<ScanPage> {
  return reader.run((redis) => redis.hscan(hash, cursor, 'COUNT', SCAN_COUNT));
}
