import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
  it('that two ask for at once is given to one', async () => {
    const store = new LmdbStateStore(folder);
    const asked = ['x', 'y'].map((nonce) =>
      store.acquire(SCOPE, { nonce, pid: process.pid, hostname: 'here', address: null }),
    );
    const [given, refused] = await Promise.allSettled(asked);
    expect(given?.status).toBe('fulfilled');
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'SCOPE_HELD' } });
    await store.close();
  });
});
