import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/stores/batch.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import { SCOPE, thisProcess } from './numbered-state.js';

const BATCHES = 5;
const RECORDS = 100;
const LONG = '.'.repeat(5_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synced-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Whether the filesystem still has to find a place on the disk for a part of a file: it does so when that is synced, or some seconds later. */
function waitsForPlace(file: string): boolean {
  const { stdout } = spawnSync('filefrag', ['-v', file], { encoding: 'utf8' });
  // Null where there is no such program.
  return (stdout as string | null)?.includes('delalloc') ?? false;
}

/** Whether a file that was written and not synced shows here. */
function isToldHere(): boolean {
  const file = join(folder, 'written');
  writeFileSync(file, LONG);
  return waitsForPlace(file);
}

describe('an acknowledged batch of LmdbStateStore', () => {
  it('is on the disk, not only with the operating system', async () => {
    if (!isToldHere()) {
      process.stdout.write('Skipped: this filesystem does not tell what waits to be written.\n');
      return;
    }
    const store = new LmdbStateStore(join(folder, 'state'));
    const scope = await store.acquire(SCOPE, thisProcess());
    const { epoch } = scope;
    for (let sequence = 1; sequence <= BATCHES; sequence++) {
      const { outcome } = await scope.commit({ epoch, sequence, operations: operationsOf(sequence) });
      const isWaiting = waitsForPlace(join(folder, 'state', 'data.mdb'));
      expect({ sequence, outcome, isWaiting }).toEqual({ sequence, outcome: 'OK', isWaiting: false });
    }
    await store.close();
  });
});

function operationsOf(batch: number): Operation[] {
  return Array.from({ length: RECORDS }, (_, record) => ({
    op: 'put',
    type: CacheKey.ORDER,
    key: `${batch} ${record}`,
    value: LONG,
  }));
}
