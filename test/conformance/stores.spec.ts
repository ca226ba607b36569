import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/stores/batch.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import type { Holder } from '../../src/stores/holder.js';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import { MemoryStateStore } from '../../src/stores/memory/memory.state-store.js';
import type { ScopeStore, StateStore, StoredRecord } from '../../src/stores/state-store.js';

const SCOPE = { strategyId: 'a', userId: 'b:c' };

function holder(nonce: string): Holder {
  return { nonce, pid: 4_711, hostname: 'alpha', address: null };
}

function put(key: string, value: string): Operation {
  return { op: 'put', type: CacheKey.ORDER, key, value };
}

async function loaded(scope: ScopeStore): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const slice of scope.load()) records.push(...slice);
  return records;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stores-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each([
  ['MemoryStateStore', (): StateStore => new MemoryStateStore()],
  ['LmdbStateStore', (): StateStore => new LmdbStateStore(folder)],
])('%s', (_, create) => {
  let store: StateStore;

  beforeEach(() => {
    store = create();
  });

  afterEach(() => store.close());

  it('loads what was committed, and keeps scopes apart', async () => {
    const scope = await store.acquire(SCOPE, holder('1'));
    const strange = ['{x}:*[]\n%', '\u0000', 'ü'.repeat(2_000)];
    const operations = strange.map((key) => put(key, `value of ${key}`));
    expect((await scope.commit({ epoch: scope.epoch, sequence: 1, operations })).outcome).toBe('OK');
    const found = new Map((await loaded(scope)).map(({ key, value }) => [key, value]));
    expect(found).toEqual(new Map(strange.map((key) => [key, `value of ${key}`])));
    const other = await store.acquire({ strategyId: 'a:b', userId: 'c' }, holder('1'));
    expect(await loaded(other)).toEqual([]);
  });

  it('changes nothing for a batch that it has, a batch after a gap, or a stale holder', async () => {
    const scope = await store.acquire(SCOPE, holder('1'));
    const first = { epoch: scope.epoch, sequence: 1, operations: [put('k', 'first')] };
    await scope.commit(first);
    await scope.commit({ epoch: scope.epoch, sequence: 2, operations: [put('k', 'second')] });
    expect((await scope.commit(first)).outcome).toBe('DUP');
    const gap = { epoch: scope.epoch, sequence: 4, operations: [put('k', 'fourth')] };
    expect(await scope.commit(gap)).toEqual({ outcome: 'GAP', storedSequence: 2 });
    await scope.release();
    const next = await store.acquire(SCOPE, holder('2'));
    expect(next.epoch).toBeGreaterThan(scope.epoch);
    expect(next.sequence).toBe(2);
    const late = { epoch: scope.epoch, sequence: 3, operations: [put('k', 'stale')] };
    expect((await scope.commit(late)).outcome).toBe('FENCED');
    expect((await loaded(next)).map(({ value }) => value)).toEqual(['second']);
  });

  it('refuses a second holder by name', async () => {
    await store.acquire(SCOPE, holder('1'));
    await expect(store.acquire(SCOPE, holder('2'))).rejects.toThrow('process 4711 on host alpha');
  });

  it('finds history by key and by index, oldest first, and trims the oldest', async () => {
    const scope = await store.acquire(SCOPE, holder('1'));
    const entries = [3, 1, 2].map((at): Operation => ({
      op: 'archive',
      key: `k${at}`,
      indexes: ['symbol', `id${at}`],
      at,
      value: `v${at}`,
    }));
    await scope.commit({ epoch: scope.epoch, sequence: 1, operations: entries });
    expect(await scope.historyKeys('symbol')).toEqual(['k1', 'k2', 'k3']);
    expect(await scope.historyKeys('id2')).toEqual(['k2']);
    expect(await scope.readHistory('k3')).toBe('v3');
    expect(await scope.trimHistory(3, 1)).toBe(1);
    expect(await scope.historyKeys('symbol')).toEqual(['k2', 'k3']);
    expect(await scope.readHistory('k1')).toBeNull();
  });
});

describe('LmdbStateStore', () => {
  it('refuses a second store on its folder by name, and gives the folder free when it is closed', async () => {
    const first = new LmdbStateStore(folder);
    const scope = await first.acquire(SCOPE, holder('1'));
    await scope.commit({ epoch: scope.epoch, sequence: 1, operations: [put('k', 'v')] });
    const second = new LmdbStateStore(folder);
    await expect(second.acquire(SCOPE, holder('2'))).rejects.toThrow('process 4711 on host alpha');
    await first.close();
    const taken = await second.acquire(SCOPE, holder('2'));
    expect((await loaded(taken)).map(({ value }) => value)).toEqual(['v']);
    await second.close();
  });
});
