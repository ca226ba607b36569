import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Batch } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import type { Holder } from '../holder.js';
import { sealRecord } from '../record-seal.js';
import { checksumOf } from '../record-sum.js';
import { LmdbStateStore } from './lmdb.state-store.js';
import { LmdbTables } from './lmdb-tables.js';
import { PlannedWrites } from './planned-writes.js';
import type { Place } from './planned-writes.js';
import { readMeta, writeHold } from './scope-meta.js';
import { scopeStoreKey } from '../scope-id.js';

const SCOPE = { strategyId: 'a', userId: 'b' };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('transactions of LmdbTables', () => {
  it('that are asked for in one turn are carried out in that order, and one that throws leaves nothing', async () => {
    const tables = await LmdbTables.open(folder);
    const first = tables.transaction(() => tables.meta.putSync('first', '1'));
    const spoilt = tables.transaction(() => {
      tables.meta.putSync('first', '2');
      tables.meta.putSync('spoilt', '2');
      throw new Error('spoilt');
    });
    const last = tables.transaction(() => tables.meta.get('first'));
    expect(tables.read(() => tables.meta.get('first'))).toBeUndefined();
    await expect(spoilt).rejects.toThrow('spoilt');
    await expect(last).resolves.toBe('1');
    await first;
    expect(tables.read(() => [tables.meta.get('first'), tables.meta.get('spoilt')])).toEqual([
      '1',
      undefined,
    ]);
    await tables.close();
  });

  it('that were asked for are carried out before it is closed, and none after that', async () => {
    const tables = await LmdbTables.open(folder);
    const asked = tables.transaction(() => tables.meta.putSync('asked', '1'));
    const closed = tables.close();
    await expect(tables.transaction(() => undefined)).rejects.toThrow('it was closed');
    await Promise.all([asked, closed]);
    const again = await LmdbTables.open(folder);
    expect(again.read(() => again.meta.get('asked'))).toBe('1');
    await again.close();
  });
});

describe('what LmdbTables writes under a condition', () => {
  it('is there if the condition holds, and none of it if it does not', async () => {
    const tables = await LmdbTables.open(folder);
    const plan = new PlannedWrites(tables);
    const [kept, removed] = ['kept', 'removed'].map((name) => ({ name, bytes: Buffer.from(name) })) as [
      Place,
      Place,
    ];
    await tables.transaction(() => tables.records.putSync(removed.bytes, '0'));
    plan.put(kept, '1');
    plan.put(kept, '2');
    plan.remove(removed);
    expect([plan.read(kept), plan.read(removed)]).toEqual(['2', null]);
    const written = (): unknown =>
      tables.read(() => [
        tables.records.get(kept.bytes),
        tables.records.get(removed.bytes),
        tables.meta.get('m'),
      ]);
    await expect(tables.write('held', [['m', '3']], plan.all())).resolves.toBe(false);
    expect(written()).toEqual([undefined, '0', undefined]);
    await tables.transaction(() => tables.meta.putSync('held', ''));
    await expect(tables.write('held', [['m', '3']], plan.all())).resolves.toBe(true);
    expect(written()).toEqual(['2', undefined, '3']);
    await tables.close();
  });

  it('takes turns with what was asked for before under the same name, be that refused', async () => {
    const tables = await LmdbTables.open(folder);
    const done: string[] = [];
    const turn = (name: string, work: string): Promise<void> =>
      tables.inTurn(name, async () => {
        await tables.transaction(() => undefined);
        done.push(work);
        if (work === 'first') throw new Error('refused');
      });
    const [first, second, other] = [turn('a', 'first'), turn('a', 'second'), turn('b', 'other')];
    await expect(first).rejects.toThrow('refused');
    await Promise.all([second, other]);
    expect(done).toEqual(['first', 'other', 'second']);
    await tables.close();
  });
});

describe('a scope of LmdbStateStore', () => {
  it('has batches that were asked for in one turn in that order', async () => {
    const store = new LmdbStateStore(folder);
    const scope = await store.acquire(SCOPE, holder('x'));
    const values = ['a', 'b', 'c'].map((text) => sealRecord(CacheKey.ORDER, 'k', text));
    const commits = values.map((value, at) => scope.commit(batchOf(scope.epoch, at + 1, value)));
    expect((await Promise.all(commits)).map(({ outcome }) => outcome)).toEqual(['OK', 'OK', 'OK']);
    expect((await scope.sums()).get(CacheKey.ORDER)).toEqual({
      count: 1,
      sum: checksumOf(values[2] as string),
    });
    await store.close();
  });

  it('refuses a batch whole whose process lost the scope while it was under way', async () => {
    const store = new LmdbStateStore(folder);
    const scope = await store.acquire(SCOPE, holder('x'));
    const elsewhere = await LmdbTables.open(folder);
    const value = sealRecord(CacheKey.ORDER, 'k', 'v');
    const commit = scope.commit(batchOf(scope.epoch, 1, value));
    // What the batch depends on was found out; it is not written yet.
    const taken = { epoch: scope.epoch + 1, sequence: 0 };
    elsewhere.meta.transactionSync(() => writeHold(elsewhere, scopeStoreKey(SCOPE), taken));
    await expect(commit).resolves.toMatchObject({ outcome: 'FENCED' });
    expect((await scope.sums()).get(CacheKey.ORDER)).toEqual({ count: 0, sum: 0 });
    expect(elsewhere.read(() => readMeta(elsewhere, scopeStoreKey(SCOPE)))).toEqual(taken);
    await elsewhere.close();
    await store.close();
  });

  it.each([
    ['short', 'k', 10],
    ['longer than a page', 'k', 5_000],
    ['longer than what lmdb reads into one buffer', 'k', 3_000_000],
    ['under a key that takes more bytes than characters', 'kü€😀', 100],
    ['under a key that is too long for LMDB', 'k'.repeat(3_000), 100],
  ])('has the sum of what is there when a record that is %s is written again', async (_, key, length) => {
    const store = new LmdbStateStore(folder);
    const scope = await store.acquire(SCOPE, holder('x'));
    for (const [at, character] of ['a', 'b'].entries()) {
      const value = sealRecord(CacheKey.ORDER, key, character.repeat(length));
      const { epoch } = scope;
      await scope.commit({
        epoch,
        sequence: at + 1,
        operations: [{ op: 'put', type: CacheKey.ORDER, key, value }],
      });
      expect((await scope.sums()).get(CacheKey.ORDER)).toEqual({ count: 1, sum: checksumOf(value) });
    }
    await store.close();
  });

  it('that two ask for at once is given to one', async () => {
    const store = new LmdbStateStore(folder);
    const asked = ['x', 'y'].map((nonce) => store.acquire(SCOPE, holder(nonce)));
    const [given, refused] = await Promise.allSettled(asked);
    expect(given?.status).toBe('fulfilled');
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'SCOPE_HELD' } });
    await store.close();
  });
});

function batchOf(epoch: number, sequence: number, value: string): Batch {
  return { epoch, sequence, operations: [{ op: 'put', type: CacheKey.ORDER, key: 'k', value }] };
}

function holder(nonce: string): Holder {
  return { nonce, pid: process.pid, hostname: 'here', address: null };
}
