import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { Operation } from '../../../src/stores/batch.js';
import { LmdbStateStore } from '../../../src/stores/lmdb/lmdb.state-store.js';
import { numberedBatch } from './numbered-batch.js';

const STDOUT = 1;
const [folder = ''] = process.argv.slice(2);

const holder = { nonce: randomUUID(), pid: process.pid, hostname: 'here', address: null };
const scope = await new LmdbStateStore(folder).acquire({ strategyId: 'a', userId: 'b' }, holder);
const { epoch } = scope;

/** Commits a batch, and writes how it was answered. */
async function attempt(sequence: number, operations: readonly Operation[]): Promise<boolean> {
  try {
    const { outcome } = await scope.commit({ epoch, sequence, operations });
    writeSync(STDOUT, `${outcome} ${sequence}\n`);
    return true;
  } catch (error) {
    writeSync(STDOUT, `${(error as { code?: string }).code} ${sequence}\n`);
    return false;
  }
}

// Commits numbered batches until it is killed or one fails; then that one again, and in its place an empty one.
let sequence = scope.sequence + 1;
while (await attempt(sequence, numberedBatch(sequence))) sequence++;
await attempt(sequence, numberedBatch(sequence));
await attempt(sequence, []);
