import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importDump } from '../../src/inspect/import-dump.js';
import { dumpScope, inspectStore } from '../../src/inspect/inspect.js';
import type { ScopeSummary } from '../../src/inspect/inspect.js';
import { summaryTable } from '../../src/inspect/summary-table.js';
import type { Operation } from '../../src/stores/batch.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { fillKey } from '../../src/stores/fill-key.js';
import type { Holder } from '../../src/stores/holder.js';
import { sealRecord } from '../../src/stores/record-seal.js';
import { checksumOf } from '../../src/stores/record-sum.js';
import { scopeStoreKey } from '../../src/stores/scope-id.js';
import { openStateStore, openViewedStore } from '../../src/stores/store-url.js';
import { ScopeUnderTest } from '../../src/testing/conformance/scope-under-test.js';
import { partOfDump } from '../support/dump-part.js';
import { RedisServer } from '../support/redis-server.js';

const SCOPE = { strategyId: 'grid', userId: 'a/b' };
const HOLDER: Holder = { nonce: 'n', pid: 1, hostname: 'here', address: null };
const LEGS = ['binance:BTCUSDT', 'binance:\u001fETH'] as const;
const SETTINGS = { leaseMs: 1_000, now: Date.now };

let folder: string;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inspect-'));
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** Works with the scope of a store, and gives it back. */
async function withScope<T>(url: string, work: (scope: ScopeUnderTest) => Promise<T>): Promise<T> {
  const store = await openStateStore(url, SETTINGS);
  try {
    const scope = new ScopeUnderTest(await store.acquire(SCOPE, HOLDER));
    const result = await work(scope);
    await scope.store.release();
    return result;
  } finally {
    await store.close();
  }
}

function fillValue(leg: string, number: number): string {
  return sealRecord(CacheKey.FILL, fillKey(leg, number), JSON.stringify({ leg, number }));
}

function append(leg: string, number: number): Operation {
  return { op: 'append', leg, number, value: fillValue(leg, number) };
}

/** A leg with fills 1 to 12, another one whose first two were dropped, and a base. */
function fillScope(url: string): Promise<void> {
  return withScope(url, async (scope) => {
    const base = sealRecord(CacheKey.BASE, LEGS[0], '{}');
    await scope.commit(
      ...Array.from({ length: 12 }, (_, at) => append(LEGS[0], at + 1)),
      ...Array.from({ length: 5 }, (_, at) => append(LEGS[1], at + 1)),
      { op: 'put', type: CacheKey.BASE, key: LEGS[0], value: base },
    );
    await scope.commit({ op: 'drop', leg: LEGS[1], first: 1, last: 2 });
  });
}

async function inspected(url: string): Promise<ScopeSummary> {
  const store = await openViewedStore(url);
  try {
    return (await inspectStore(store))[0] as ScopeSummary;
  } finally {
    await store.close();
  }
}

async function dumpOf(url: string): Promise<string[]> {
  const store = await openViewedStore(url);
  try {
    const lines: string[] = [];
    for await (const line of dumpScope(store, SCOPE)) lines.push(line);
    return lines;
  } finally {
    await store.close();
  }
}

async function importInto(url: string, dump: readonly string[], replace = false): Promise<number> {
  const store = await openStateStore(url, SETTINGS);
  try {
    return await importDump(store, SCOPE, dump.join('\n'), { replace, skipDamaged: false });
  } finally {
    await store.close();
  }
}

async function redis(): Promise<RedisServer> {
  const server = await RedisServer.start();
  closers.push(() => server.stop());
  return server;
}

function target(): string {
  return `file:${join(folder, 'to')}`;
}

function headOf(leg: string, number: number): string {
  return checksumOf(fillValue(leg, number)).toString(16).padStart(8, '0');
}

describe.each<[string, () => Promise<string>]>([
  ['a folder', async () => `file:${join(folder, 'from')}`],
  ['Redis', async () => (await redis()).url],
])('the fill history of a scope in %s', (_, start) => {
  it('is listed leg by leg, dumped, and put back with its sums', async () => {
    const url = await start();
    await fillScope(url);
    const summary = await inspected(url);
    expect(summary).toMatchObject({
      damage: [],
      chains: [
        { leg: LEGS[1], count: 3, first: 3, last: 5, head: headOf(LEGS[1], 5) },
        { leg: LEGS[0], count: 12, first: 1, last: 12, head: headOf(LEGS[0], 12) },
      ],
    });
    expect(summaryTable([summary])).toContain(
      `fills of "binance:BTCUSDT": 1 to 12, head ${headOf(LEGS[0], 12)}`,
    );
    expect(summaryTable([summary])).toContain('1 base, 15 fill');
    const dump = await dumpOf(url);
    expect(dump.join('\n')).toContain('"record":{"leg":"binance:BTCUSDT","number":12}');
    expect(await importInto(target(), dump)).toBe(16);
    expect((await dumpOf(target())).slice(1).toSorted()).toEqual(dump.slice(1).toSorted());
    await withScope(target(), async (scope) => {
      expect(await scope.store.sums()).toEqual(await scope.present());
      expect((await scope.store.sums()).get(CacheKey.FILL)?.count).toBe(15);
      expect((await scope.store.fills(LEGS[0], 9, 10)).map(({ number }) => number)).toEqual([9, 10]);
    });
  });

  it('is replaced by an import only where that is asked for', async () => {
    const url = await start();
    await fillScope(url);
    const dump = await dumpOf(url);
    await withScope(url, (scope) => scope.commit({ op: 'delete', type: CacheKey.BASE, key: LEGS[0] }));
    await expect(importInto(url, dump)).rejects.toMatchObject({ code: 'SCOPE_NOT_EMPTY' });
    const fewer = partOfDump(dump, (line) => !/"number":1[12]/.test(line));
    expect(await importInto(url, fewer, true)).toBe(14);
    expect((await inspected(url)).chains.map(({ last }) => last)).toEqual([5, 10]);
  });
});

function hash(type: CacheKey): string {
  return `trading-cache:{${scopeStoreKey(SCOPE)}}:${type}`;
}

describe('a record that vanished from a scope', () => {
  let server: RedisServer;

  beforeEach(async () => {
    server = await redis();
    await fillScope(server.url);
  });

  it('is named by its type, and where it is a fill by the number of missing ones', async () => {
    await server.ask((client) => client.hdel(hash(CacheKey.FILL), fillKey(LEGS[0], 7)));
    const summary = await inspected(server.url);
    expect(summary.damage).toEqual([
      'Of type fill 14 records are there, and 15 were committed. Restore the store from a backup.',
    ]);
    expect(summaryTable([summary])).toContain('fills of "binance:BTCUSDT": 1 to 12, 1 of them MISSING, head');
  });

  it('or was put back to an older version is named too', async () => {
    const older = sealRecord(CacheKey.BASE, LEGS[0], '{"older":true}');
    await server.ask((client) => client.hset(hash(CacheKey.BASE), LEGS[0], older));
    expect((await inspected(server.url)).damage).toEqual([
      'Of type base a record is not the one that was committed last. Restore the store from a backup.',
    ]);
  });

  it('is there again after an import, and so are the sums', async () => {
    const dump = await dumpOf(server.url);
    await server.ask((client) => client.del(hash(CacheKey.FILL), hash(CacheKey.BASE)));
    expect((await inspected(server.url)).damage).toHaveLength(2);
    expect(await importInto(server.url, dump)).toBe(16);
    expect((await inspected(server.url)).damage).toEqual([]);
    expect((await dumpOf(server.url)).slice(1).toSorted()).toEqual(dump.slice(1).toSorted());
  });

  it('is not named while it is written', async () => {
    const store = await openViewedStore(server.url);
    closers.unshift(() => store.close());
    const [view] = await store.scopes();
    let isRead = false;
    const changing = {
      ...view,
      async *load() {
        yield* view?.load() ?? [];
        if (!isRead) await withScope(server.url, (scope) => scope.commit(append(LEGS[0], 13)));
        isRead = true;
      },
    };
    const viewed = { scopes: async () => [changing as never], close: () => store.close() };
    expect((await inspectStore(viewed))[0]?.damage).toEqual([]);
  });
});

it('a fill without leg and number is refused by an import, naming the line', async () => {
  const url = `file:${join(folder, 'from')}`;
  await fillScope(url);
  const dump = await dumpOf(url);
  const value = sealRecord(CacheKey.FILL, 'key', '{}');
  const line = JSON.stringify({ type: CacheKey.FILL, key: 'key', value });
  await expect(importInto(target(), dump.toSpliced(1, 0, line))).rejects.toThrow(
    'Line 2 of the dump is a fill whose key has no leg and number',
  );
});
