import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CacheKey } from '../cache-key.js';
import type { Holder } from '../holder.js';
import { sealRecord } from '../record-seal.js';
import { checksumOf } from '../record-sum.js';
import { LmdbStateStore } from './lmdb.state-store.js';
import { LmdbTables } from './lmdb-tables.js';

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

describe('a scope of LmdbStateStore', () => {
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

function holder(nonce: string): Holder {
  return { nonce, pid: process.pid, hostname: 'here', address: null };
}
