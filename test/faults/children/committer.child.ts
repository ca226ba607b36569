import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { LmdbStateStore } from '../../../src/stores/lmdb/lmdb.state-store.js';
import { numberedBatch } from './numbered-batch.js';

const STDOUT = 1;
const [folder = ''] = process.argv.slice(2);

const holder = { nonce: randomUUID(), pid: process.pid, hostname: 'here', address: null };
const scope = await new LmdbStateStore(folder).acquire({ strategyId: 'a', userId: 'b' }, holder);
const { epoch } = scope;

// Commits numbered batches without end, and writes the number of each that was acknowledged, or why it was not.
for (let sequence = scope.sequence + 1; ; sequence++) {
  try {
    const { outcome } = await scope.commit({ epoch, sequence, operations: numberedBatch(sequence) });
    writeSync(STDOUT, `${outcome} ${sequence}\n`);
  } catch (error) {
    writeSync(STDOUT, `${(error as { code?: string }).code} ${sequence}: ${(error as Error).message}\n`);
    break;
  }
}
