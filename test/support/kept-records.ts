import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CacheKey } from '../../src/stores/cache-key.js';
import { liveTypeOf, LIVE_TYPES } from '../../src/stores/live-type.js';
import { keyPrefix, prefixEnd } from '../../src/stores/lmdb/record-bytes.js';
import { LmdbTables } from '../../src/stores/lmdb/lmdb-tables.js';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import { MemoryStateStore } from '../../src/stores/memory/memory.state-store.js';
import type { HistoryEntry, ScopeData } from '../../src/stores/memory/scope-data.js';
import { RedisStateStore } from '../../src/stores/redis/redis.state-store.js';
import { scopeStoreKey } from '../../src/stores/scope-id.js';
import type { ScopeId } from '../../src/stores/scope-id.js';
import type { StateStore } from '../../src/stores/state-store.js';
import { RedisServer } from './redis-server.js';

/** Where a record is kept, and the text that is kept there: the sealed record with what the store puts around it. */
export interface KeptRecord {
  readonly type: CacheKey;
  readonly place: string;
  readonly text: string;
}

/** A store, and its records as somebody finds them who goes behind its back. */
export interface KeptRecords {
  /** The store for the next process. */
  store(): StateStore;
  /** All records of a scope. No process has it open meanwhile. */
  all(scope: ScopeId): Promise<KeptRecord[]>;
  /** Puts a text in a place; null for none. */
  put(scope: ScopeId, record: KeptRecord, text: string | null): Promise<void>;
  end(): Promise<void>;
}

export function keptInMemory(now: () => number): KeptRecords {
  const store = new MemoryStateStore(now);
  /** Under what history entries were found: a folder and Redis keep that elsewhere. */
  const archived = new Map<string, HistoryEntry>();
  const dataOf = (scope: ScopeId): ScopeData =>
    (store as unknown as { scopes: Map<string, ScopeData> }).scopes.get(scopeStoreKey(scope)) as ScopeData;
  return {
    store: () => store,
    async all(scope) {
      const { live, history, fills } = dataOf(scope);
      for (const [key, entry] of history.entries()) archived.set(key, entry);
      return [
        ...Array.from(live.entries(), ([place, { type, value }]) => ({ type, place, text: value })),
        ...Array.from(history.entries(), ([place, { value }]) => ({
          type: CacheKey.HISTORY,
          place,
          text: value,
        })),
        ...[...fills].flatMap(([leg, entries]) =>
          Array.from(entries, ([number, text]) => ({
            type: CacheKey.FILL,
            place: `${number} ${leg}`,
            text,
          })),
        ),
      ];
    },
    async put(scope, { type, place }, value) {
      const { live, history, fills } = dataOf(scope);
      const liveType = liveTypeOf(type);
      const key = place.slice(type.length + 1);
      const [number = '', leg = ''] = place.split(/ (.*)/su);
      if (liveType !== null)
        set(live, place, value === null ? null : { type: liveType, key, value, expiresAt: Infinity });
      else if (type === CacheKey.HISTORY)
        set(history, place, value === null ? null : { ...(archived.get(place) as HistoryEntry), value });
      else set(fills.get(leg) as Map<number, string>, Number(number), value);
    },
    end: () => store.close(),
  };
}

export function keptInFolder(now: () => number): KeptRecords & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  let store: LmdbStateStore | null = null;
  const inTables = async <T>(work: (tables: LmdbTables) => T): Promise<T> => {
    await store?.close();
    store = null;
    const tables = await LmdbTables.open(folder);
    const result = work(tables);
    await tables.close();
    return result;
  };
  return {
    folder,
    store: () => (store ??= new LmdbStateStore(folder, now)),
    all: (scope) =>
      inTables(({ records }) =>
        [...LMDB_KINDS].flatMap(([kind, typeOf]) => {
          const start = keyPrefix(scopeStoreKey(scope), kind);
          return Array.from(records.getRange({ start, end: prefixEnd(start) }), ({ key, value }) => ({
            type: typeOf(value),
            place: key.toString('hex'),
            text: value,
          }));
        }),
      ),
    put: (_, { place }, text) =>
      inTables(({ records }) => {
        if (text === null) records.removeSync(Buffer.from(place, 'hex'));
        else records.putSync(Buffer.from(place, 'hex'), text);
      }),
    async end() {
      await store?.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const LMDB_KINDS: ReadonlyMap<string, (text: string) => CacheKey> = new Map<
  string,
  (text: string) => CacheKey
>([
  ['live', (text) => liveTypeOf(text.split(':')[1] ?? '') ?? CacheKey.QUARANTINE],
  ['history', () => CacheKey.HISTORY],
  ['fill', () => CacheKey.FILL],
]);

export async function keptInRedis(): Promise<KeptRecords> {
  const server = await RedisServer.start();
  const store = new RedisStateStore(server.url);
  return {
    store: () => store,
    all: (scope) =>
      server.ask(async (redis) => {
        const records: KeptRecord[] = [];
        for (const type of [...LIVE_TYPES, CacheKey.HISTORY, CacheKey.FILL]) {
          const texts = await redis.hgetall(hashOf(scope, type));
          for (const [place, text] of Object.entries(texts)) records.push({ type, place, text });
        }
        return records;
      }),
    put: (scope, { type, place }, text) =>
      server.ask(async (redis) => {
        const hash = hashOf(scope, type);
        if (text === null) await redis.hdel(hash, place);
        else await redis.hset(hash, new Map([[place, text]]));
      }),
    async end() {
      await store.close();
      await server.stop();
    },
  };
}

function set<K, V>(
  map: { delete(key: K): unknown; set(key: K, value: V): unknown },
  key: K,
  value: V | null,
): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}

function hashOf(scope: ScopeId, type: CacheKey): string {
  return `trading-cache:{${scopeStoreKey(scope)}}:${type}`;
}
