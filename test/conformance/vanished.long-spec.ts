import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Operation } from '../../src/stores/batch.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { fillKey } from '../../src/stores/fill-key.js';
import type { Holder } from '../../src/stores/holder.js';
import { liveTypeOf } from '../../src/stores/live-type.js';
import { LmdbTables } from '../../src/stores/lmdb/lmdb-tables.js';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import { MemoryStateStore } from '../../src/stores/memory/memory.state-store.js';
import type { ScopeData } from '../../src/stores/memory/scope-data.js';
import { sealRecord } from '../../src/stores/record-seal.js';
import { SUMMED_TYPES } from '../../src/stores/record-sum.js';
import type { RecordTotal, SummedType } from '../../src/stores/record-sum.js';
import { RedisStateStore } from '../../src/stores/redis/redis.state-store.js';
import { scopeStoreKey } from '../../src/stores/scope-id.js';
import type { StateStore } from '../../src/stores/state-store.js';
import { ScopeUnderTest } from '../../src/testing/conformance/scope-under-test.js';
import { Random } from '../../src/testing/index.js';
import { RedisServer } from '../support/redis-server.js';

const SCOPE = { strategyId: 'grid', userId: 'a' };
const HOLDER: Holder = { nonce: 'n', pid: 1, hostname: 'here', address: null };
const LEG = 'binance:BTCUSDT';
const RECORDS = 20;
const TIMES = 100;

/** A store, and what somebody does to its data without it. */
interface Spoiled {
  readonly store: () => StateStore;
  /** Puts a value in the place of a record, null for none, behind the back of the store. */
  readonly spoil: (type: SummedType, key: string, value: string | null) => Promise<void>;
  readonly end?: () => Promise<void>;
}

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** The key of a record by its number: a fill's number is part of it. */
function keyOf(type: SummedType, number: number): string {
  return type === CacheKey.FILL ? fillKey(LEG, number) : `k${number}`;
}

function valueOf(type: SummedType, number: number, version: number): string {
  return sealRecord(type, keyOf(type, number), JSON.stringify({ number, version }));
}

function write(type: SummedType, number: number, version: number): Operation {
  const value = valueOf(type, number, version);
  const key = keyOf(type, number);
  if (type === CacheKey.FILL) return { op: 'append', leg: LEG, number, value };
  if (type === CacheKey.HISTORY) return { op: 'archive', key, at: number, indexes: ['i'], value };
  return { op: 'put', type, key, value };
}

/** Fills a scope: each record has an older version. */
async function fillScope(scope: ScopeUnderTest): Promise<void> {
  for (const version of [1, 2])
    for (const type of SUMMED_TYPES)
      await scope.commit(...Array.from({ length: RECORDS }, (_, at) => write(type, at + 1, version)));
}

/** The types of which other records are there than were committed. */
function differing(
  said: ReadonlyMap<CacheKey, RecordTotal>,
  present: ReadonlyMap<CacheKey, RecordTotal>,
): CacheKey[] {
  return SUMMED_TYPES.filter((type) => {
    const [left, right] = [said.get(type), present.get(type)];
    return left?.count !== right?.count || left?.sum !== right?.sum;
  });
}

function inMemory(): Spoiled {
  const store = new MemoryStateStore();
  const data = (): ScopeData =>
    (store as unknown as { scopes: Map<string, ScopeData> }).scopes.get(scopeStoreKey(SCOPE)) as ScopeData;
  return {
    store: () => store,
    async spoil(type, key, value) {
      const { live, history, fills } = data();
      const liveType = liveTypeOf(type);
      if (liveType !== null)
        put(live, `${type}:${key}`, value && { type: liveType, key, value, expiresAt: Infinity });
      else if (type === CacheKey.HISTORY) put(history, key, value && { value, at: 1, indexes: ['i'] });
      else put(fills.get(LEG) as Map<number, string>, Number(key.split('\u001f')[1]), value);
    },
  };
}

function put<K, V>(
  map: { delete(key: K): unknown; set(key: K, value: V): unknown },
  key: K,
  value: V | '' | null,
): void {
  if (value === null || value === '') map.delete(key);
  else map.set(key, value);
}

/** Records of a folder are found by what they hold: only their place says which one is which. */
function inFolder(): Spoiled {
  const folder = mkdtempSync(join(tmpdir(), 'vanished-'));
  const removed = new Map<string, readonly [Buffer, string]>();
  let store = new LmdbStateStore(folder);
  return {
    store: () => store,
    async spoil(type, key, value) {
      await store.close();
      const tables = await LmdbTables.open(folder);
      const current = [...tables.records.getRange({})].find(({ value: text }) => isRecord(text, type, key));
      const [place, text] =
        current === undefined
          ? (removed.get(`${type} ${key}`) as [Buffer, string])
          : [current.key, current.value];
      removed.set(`${type} ${key}`, [place, text]);
      if (value === null) await tables.records.remove(place);
      else await tables.records.put(place, withValue(text, value));
      await tables.close();
      store = new LmdbStateStore(folder);
    },
    end: async () => rmSync(folder, { recursive: true }),
  };
}

const SEALED = /1:[0-9a-f]{8}:\{\\?"number\\?":\d+,\\?"version\\?":\d\}/;

/** Whether this is the stored text of a record, in either version. */
function isRecord(text: string, type: SummedType, key: string): boolean {
  const number = Number(/\d+$/.exec(key)?.[0]);
  const sealed = SEALED.exec(text)?.[0].replaceAll('\\', '');
  return [1, 2].some((version) => sealed === valueOf(type, number, version));
}

function withValue(text: string, value: string): string {
  const isJson = text.startsWith('{');
  return text.replace(SEALED, () => (isJson ? value.replaceAll('"', String.raw`\"`) : value));
}

async function inRedis(): Promise<Spoiled> {
  const server = await RedisServer.start();
  const store = new RedisStateStore(server.url);
  return {
    store: () => store,
    spoil: (type, key, value) =>
      server.ask(async (redis: Redis) => {
        const hash = `trading-cache:{${scopeStoreKey(SCOPE)}}:${type}`;
        if (value === null) await redis.hdel(hash, key);
        else await redis.hset(hash, key, value);
      }),
    end: () => server.stop(),
  };
}

describe.each<[string, () => Promise<Spoiled>]>([
  ['in memory', async () => inMemory()],
  ['in a folder', async () => inFolder()],
  ['in Redis', inRedis],
])('a record that somebody takes out, or puts back to an older version, %s', (_, open) => {
  it(`makes the sums of its type, and of no other, differ from what is there: ${TIMES} of ${TIMES}`, async () => {
    const { store, spoil, end } = await open();
    ends.push(async () => {
      await store().close();
      await end?.();
    });
    await fillScope(new ScopeUnderTest(await store().acquire(SCOPE, HOLDER)));
    const random = new Random(7);
    for (let time = 0; time < TIMES; time++) {
      const type = SUMMED_TYPES[time % SUMMED_TYPES.length] as SummedType;
      const number = random.integer(1, RECORDS);
      const key = keyOf(type, number);
      await spoil(type, key, random.chance(50) ? null : valueOf(type, number, 1));
      expect(await differences(store())).toEqual([type]);
      await spoil(type, key, valueOf(type, number, 2));
      expect(await differences(store())).toEqual([]);
    }
  }, 120_000);
});

async function differences(store: StateStore): Promise<CacheKey[]> {
  const scope = new ScopeUnderTest(await store.acquire(SCOPE, HOLDER));
  return differing(await scope.store.sums(), await scope.present());
}
