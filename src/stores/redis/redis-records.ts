import { CacheKey } from '../cache-key.js';
import { parseFillKey } from '../fill-key.js';
import { LIVE_TYPES } from '../live-type.js';
import { SUMMED_TYPES } from '../record-sum.js';
import type { RecordTotal } from '../record-sum.js';
import type { StoredChecksum, StoredFill, StoredHistory, StoredRecord } from '../state-store.js';
import { DamagedRecordError, StoreUnavailableError } from '../store.errors.js';
import type { RedisClient } from './redis-client.js';
import type { ScopeKeys } from './scope-keys.js';
import { parseTotal, totalField } from './stored-total.js';
import { liveValue } from './stored-value.js';

const SCAN_COUNT = 1_000;

/** Where a scan goes on, and fields, each followed by its value. */
type ScanPage = [cursor: string, fields: string[]];

/** Which server a connection reaches for a scope. */
export async function serverOf(client: RedisClient, keys: ScopeKeys): Promise<string> {
  const [server] = await client.script('nameServer', [keys.meta], []);
  return server;
}

/**
 * All live records of a scope in slices. A scan may come by one several times.
 *
 * @param server which one they are read from.
 * @throws {StoreUnavailableError} if another one answered.
 */
export async function* liveRecords(
  reader: RedisClient,
  keys: ScopeKeys,
  now: () => number,
  server: string,
): AsyncGenerator<readonly StoredRecord[]> {
  await assertServer(reader, keys, server);
  yield* scannedRecords(reader, keys, now);
  await assertServer(reader, keys, server);
}

/** A scan goes on from a place in the memory of one server: on another one, after a restart or a failover, it passes records by. */
async function assertServer(reader: RedisClient, keys: ScopeKeys, server: string): Promise<void> {
  if ((await serverOf(reader, keys)) === server) return;
  reader.reconnect();
  throw new StoreUnavailableError('another server answered while it was read; it is to be read again');
}

async function* scannedRecords(
  reader: RedisClient,
  keys: ScopeKeys,
  now: () => number,
): AsyncGenerator<readonly StoredRecord[]> {
  for (const type of LIVE_TYPES) {
    for await (const fields of hashPages(reader, keys.live(type))) {
      const at = now();
      const records: StoredRecord[] = [];
      for (let field = 0; field < fields.length; field += 2) {
        const value = liveValue(fields[field + 1] as string, at);
        if (value !== null) records.push({ type, key: fields[field] as string, value });
      }
      if (records.length > 0) yield records;
    }
  }
}

/** All history entries of a scope in slices; as `liveRecords`. */
export async function* historyRecords(
  reader: RedisClient,
  keys: ScopeKeys,
  server: string,
): AsyncGenerator<readonly StoredHistory[]> {
  await assertServer(reader, keys, server);
  for await (const fields of hashPages(reader, keys.history)) {
    const entries: StoredHistory[] = [];
    for (let field = 0; field < fields.length; field += 2)
      entries.push({ key: fields[field] as string, value: fields[field + 1] as string });
    yield entries;
  }
  await assertServer(reader, keys, server);
}

/** All entries of the fill history of a scope in slices; as `liveRecords`. @throws {DamagedRecordError} naming a field that is none. */
export async function* fillRecords(
  reader: RedisClient,
  keys: ScopeKeys,
  server: string,
): AsyncGenerator<readonly StoredFill[]> {
  await assertServer(reader, keys, server);
  for await (const fields of hashPages(reader, keys.fill)) {
    const entries: StoredFill[] = [];
    for (let field = 0; field < fields.length; field += 2) {
      const place = parseFillKey(fields[field] as string);
      if (place === null)
        throw new DamagedRecordError(CacheKey.FILL, fields[field] as string, 'its key has no number');
      entries.push({ ...place, value: fields[field + 1] as string });
    }
    if (entries.length > 0) yield entries;
  }
  await assertServer(reader, keys, server);
}

/** The checksums of all records in a hash of a scope in slices; as `liveRecords`. */
export async function* recordChecksums(
  reader: RedisClient,
  keys: ScopeKeys,
  hash: string,
  server: string,
): AsyncGenerator<readonly StoredChecksum[]> {
  await assertServer(reader, keys, server);
  let cursor = '0';
  do {
    const [next, ...fields] = await reader.script('scanChecksums', [hash], [cursor, String(SCAN_COUNT)]);
    // This page may have come before the store was closed.
    reader.assertOpen();
    const checksums: StoredChecksum[] = [];
    for (let field = 0; field < fields.length; field += 2)
      checksums.push([fields[field] as string, Number(fields[field + 1])]);
    if (checksums.length > 0) yield checksums;
    cursor = next;
  } while (cursor !== '0');
  await assertServer(reader, keys, server);
}

/** What the scope says of its records; see `ScopeStore.sums`. */
export async function recordTotals(
  reader: RedisClient,
  keys: ScopeKeys,
): Promise<ReadonlyMap<CacheKey, RecordTotal>> {
  const stored = await reader.run((redis) => redis.hmget(keys.meta, ...SUMMED_TYPES.map(totalField)));
  return new Map(SUMMED_TYPES.map((type, at) => [type, parseTotal(stored[at] ?? null)]));
}

/** The fields of a hash, each followed by its value. */
async function* hashPages(reader: RedisClient, hash: string): AsyncGenerator<readonly string[]> {
  let page: Promise<ScanPage> | null = scan(reader, hash, '0');
  while (page !== null) {
    const [cursor, fields]: ScanPage = await page;
    // This page may have come before the store was closed.
    reader.assertOpen();
    // The next one is on its way while whoever reads is busy with this one.
    page = cursor === '0' ? null : scan(reader, hash, cursor);
    // It is waited for later, or by nobody.
    page?.catch(() => undefined);
    yield fields;
  }
}

function scan(reader: RedisClient, hash: string, cursor: string): Promise<ScanPage> {
  return reader.run((redis) => redis.hscan(hash, cursor, 'COUNT', SCAN_COUNT));
}
