import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { LmdbStateStore } from '../../../src/stores/lmdb/lmdb.state-store.js';
import { ScopeHeldError } from '../../../src/stores/store.errors.js';

const [folder = ''] = process.argv.slice(2);

const holder = { nonce: randomUUID(), pid: process.pid, hostname: 'here', address: null };
const store = new LmdbStateStore(folder);

async function attempt(): Promise<string> {
  try {
    await store.acquire({ strategyId: 'a', userId: 'b' }, holder);
    return 'holds';
  } catch (error) {
    if (!(error instanceof ScopeHeldError)) throw error;
    return `refused by ${error.holder.pid}: ${error.message}`;
  }
}

process.stdout.write('ready\n');
// Tries to get the folder each time it is told to, and keeps it when it got it.
for await (const _ of createInterface({ input: process.stdin })) process.stdout.write(`${await attempt()}\n`);
