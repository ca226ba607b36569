import type { StoredHistory, StoredRecord } from '../state-store.js';
import { StoreUnavailableError } from '../store.errors.js';
import type { RedisClient } from './redis-client.js';
import { LIVE_TYPES } from '../live-type.js';
import type { ScopeKeys } from './scope-keys.js';
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
