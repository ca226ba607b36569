import { randomUUID } from 'node:crypto';
import { CacheKey } from '../../src/stores/cache-key.js';
import type { Holder } from '../../src/stores/holder.js';
import { LmdbStateStore } from '../../src/stores/lmdb/lmdb.state-store.js';
import type { ScopeStore } from '../../src/stores/state-store.js';
import { HISTORY_INDEX, KEYS, numbersAfter, numberedValue } from './children/numbered-batch.js';

/** The scope that the children write. */
export const SCOPE = { strategyId: 'a', userId: 'b' };

/** What numbered batches left. */
export interface NumberedState {
  readonly values: ReadonlyMap<string, string>;
  readonly own: readonly number[];
  readonly archived: readonly (string | null)[];
}

/** This process as a holder: another one each time. */
export function thisProcess(): Holder {
  return { nonce: randomUUID(), pid: process.pid, hostname: 'here', address: null };
}

/** What a folder has, as the next process finds it. */
export async function readNumbered(folder: string): Promise<NumberedState & { readonly sequence: number }> {
  const store = new LmdbStateStore(folder);
  try {
    const scope = await store.acquire(SCOPE, thisProcess());
    return { sequence: scope.sequence, ...(await stateOf(scope)) };
  } finally {
    await store.close();
  }
}

/** What must be there after a batch, when it and all before it are there whole. */
export function wholeAfter(sequence: number): NumberedState {
  const numbers = numbersAfter(sequence);
  return {
    values: new Map(KEYS.map((key) => [key, numberedValue(sequence, key)])),
    own: numbers,
    archived: numbers.map(String),
  };
}

async function stateOf(scope: ScopeStore): Promise<NumberedState> {
  const values = new Map<string, string>();
  const own: number[] = [];
  for await (const slice of scope.load()) {
    for (const { type, key, value } of slice) {
      if (type === CacheKey.TOMBSTONE) own.push(Number(value));
      else values.set(key, value);
    }
  }
  const archived = await Promise.all(
    (await scope.historyKeys(HISTORY_INDEX)).map((key) => scope.readHistory(key)),
  );
  return { values, own: own.sort((left, right) => left - right), archived };
}
