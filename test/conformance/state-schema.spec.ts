import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inspectStore } from '../../src/inspect/inspect.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import type { Holder } from '../../src/stores/holder.js';
import { LmdbTables } from '../../src/stores/lmdb/lmdb-tables.js';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import { RedisStateStore } from '../../src/stores/redis/redis.state-store.js';
import { scopeStoreKey } from '../../src/stores/scope-id.js';
import { StateSchemaError } from '../../src/stores/store.errors.js';
import { openViewedStore } from '../../src/stores/store-url.js';
import { ScopeUnderTest } from '../../src/testing/conformance/scope-under-test.js';
import { RedisServer } from '../support/redis-server.js';

const SCOPE = { strategyId: 'grid', userId: 'a' };
const HOLDER: Holder = { nonce: 'n', pid: 1, hostname: 'here', address: null };
const META = `trading-cache:{${scopeStoreKey(SCOPE)}}:meta`;
const OLDER = 'by an older, unreleased version: it has layout 1, and this release reads layout 2';

async function damageOf(url: string): Promise<readonly string[]> {
  const store = await openViewedStore(url);
  try {
    return (await inspectStore(store)).flatMap(({ damage }) => damage);
  } finally {
    await store.close();
  }
}

describe('a folder whose state has another layout', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'schema-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Writes what is kept of the scope, by hand. */
  async function write(meta: object): Promise<void> {
    const tables = await LmdbTables.open(folder);
    await tables.meta.put(`scope ${scopeStoreKey(SCOPE)}`, JSON.stringify(meta));
    await tables.close();
  }

  it.each<[string, object, string]>([
    ['of before layouts were marked', {}, OLDER],
    ['of a later version', { schema: '3' }, 'by another version: it has layout 3'],
  ])('%s is refused, naming it and what to do, and left as it is', async (_, mark, reason) => {
    await write({ ...mark, epoch: 5, sequence: 3 });
    const store = new LmdbStateStore(folder);
    const error: unknown = await store.acquire(SCOPE, HOLDER).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StateSchemaError);
    expect(error).toMatchObject({ code: 'STATE_SCHEMA', scope: 'grid/a', place: `the folder ${folder}` });
    expect((error as Error).message).toContain(
      `The state of scope grid/a in the folder ${folder} was written ${reason}`,
    );
    expect((error as Error).message).toMatch(/Give another folder, or delete this one\.$/);
    await store.acquire({ ...SCOPE, userId: 'another' }, HOLDER);
    await store.close();
    expect(await damageOf(`file:${folder}`)).toEqual([(error as Error).message]);
  });

  it('of this release is taken again', async () => {
    const store = new LmdbStateStore(folder);
    await (await store.acquire(SCOPE, HOLDER)).release();
    await store.close();
    const again = new LmdbStateStore(folder);
    await expect(again.acquire(SCOPE, HOLDER)).resolves.toMatchObject({ sequence: 0 });
    await again.close();
  });
});

describe('a Redis', () => {
  let server: RedisServer;
  let store: RedisStateStore;

  beforeAll(async () => {
    server = await RedisServer.start();
  });

  afterAll(() => server.stop());

  beforeEach(async () => {
    await server.flush();
    store = new RedisStateStore(server.url);
  });

  afterEach(() => store.close());

  const write = (fields: Readonly<Record<string, string>>): Promise<unknown> =>
    server.ask((redis) => redis.hset(META, fields));

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['of an older version', { schema: '1' }, OLDER],
    ['without a mark', {}, OLDER],
    ['of a later version', { schema: '3' }, 'by another version: it has layout 3'],
  ])('whose state is %s is refused, naming it and what to do, and left as it is', async (_, mark, reason) => {
    await write({ ...mark, epoch: '5', sequence: '3', nonce: '', holder: '' });
    const before = await server.ask((redis) => redis.hgetall(META));
    const error: unknown = await store.acquire(SCOPE, HOLDER).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StateSchemaError);
    expect((error as Error).message).toContain(
      `The state of scope grid/a in the Redis at 127.0.0.1:${server.port} was written ${reason}`,
    );
    expect((error as Error).message).toContain(`delete the keys trading-cache:{${scopeStoreKey(SCOPE)}}:*`);
    expect(await server.ask((redis) => redis.hgetall(META))).toEqual(before);
    expect(await server.ask((redis) => redis.keys('*'))).toEqual([META]);
    expect(await damageOf(server.url)).toEqual([(error as Error).message]);
  });

  it('that goes back to an older layout is not written over', async () => {
    const scope = new ScopeUnderTest(await store.acquire(SCOPE, HOLDER));
    await server.flush();
    await write({ schema: '1', epoch: '5', sequence: '0', nonce: '', holder: '' });
    const order = { op: 'put', type: CacheKey.ORDER, key: 'k', value: 'v' } as const;
    expect(await scope.send(1, order)).toMatchObject({ outcome: 'BAD' });
    expect(await server.ask((redis) => redis.keys('*'))).toEqual([META]);
  });

  it.each([CacheKey.FILL, CacheKey.BASE, CacheKey.EXECUTIONS, CacheKey.ADOPTION])(
    'that keeps something else under %s is told so before anything is written or summed',
    async (type) => {
      const scope = new ScopeUnderTest(await store.acquire(SCOPE, HOLDER));
      await scope.commit({ op: 'put', type: CacheKey.ORDER, key: 'k', value: '1:00000001:' });
      const before = await scope.store.sums();
      const key = `trading-cache:{${scopeStoreKey(SCOPE)}}:${type}`;
      await server.ask((redis) => redis.set(key, 'text'));
      const result = await scope.send(
        2,
        { op: 'put', type: CacheKey.ORDER, key: 'k', value: '1:00000002:' },
        { op: 'archive', key: 'h', at: 1, indexes: [], value: '1:00000003:' },
        { op: 'append', leg: 'leg', number: 1, value: '1:00000004:' },
      );
      expect(result).toEqual({ outcome: 'BAD', reason: `${key} is a string, not a hash` });
      expect(await scope.store.sums()).toEqual(before);
      const [order, history] = [CacheKey.ORDER, CacheKey.HISTORY].map((each) => key.replace(/[^:]+$/, each));
      expect(await server.ask((redis) => redis.hgetall(order as string))).toEqual({ k: '1:00000001:' });
      expect(await server.ask((redis) => redis.exists(history as string))).toBe(0);
    },
  );

  it('whose totals somebody spoiled goes on counting from nothing', async () => {
    const scope = new ScopeUnderTest(await store.acquire(SCOPE, HOLDER));
    await scope.commit({ op: 'put', type: CacheKey.ORDER, key: 'k', value: '1:00000001:' });
    await write({ 'total:order': 'nonsense' });
    expect((await scope.store.sums()).get(CacheKey.ORDER)).toEqual({ count: 0, sum: 0 });
    await scope.commit({ op: 'put', type: CacheKey.ORDER, key: 'l', value: '1:00000002:' });
    expect((await scope.store.sums()).get(CacheKey.ORDER)).toEqual({ count: 1, sum: 2 });
    await scope.commit(
      { op: 'delete', type: CacheKey.ORDER, key: 'k' },
      { op: 'delete', type: CacheKey.ORDER, key: 'l' },
    );
    expect((await scope.store.sums()).get(CacheKey.ORDER)).toEqual({ count: -1, sum: 2 ** 32 - 1 });
    await scope.commit({ op: 'put', type: CacheKey.ORDER, key: 'k', value: '1:00000001:' });
    expect((await scope.store.sums()).get(CacheKey.ORDER)).toEqual({ count: 0, sum: 0 });
  });
});
