import type { Operation } from '../src/stores/batch.js';
import { fillKey } from '../src/stores/fill-key.js';
import type { StateStore } from '../src/stores/state-store.js';
import { openStateStore } from '../src/stores/store-url.js';

const LEASE_MS = 10_000;

/** A record that was written, its value sealed. */
export type WrittenRecord = readonly [key: string, value: string];

/** A store, and all records that are written to it. */
export interface RecordingStore {
  readonly store: StateStore;
  readonly written: readonly WrittenRecord[];
}

/** Opens the store that a URL names, and keeps at hand what is written to it, so that others can write the same bytes. */
export async function recordingStore(url: string): Promise<RecordingStore> {
  const store = await openStateStore(url, { leaseMs: LEASE_MS, now: Date.now });
  const written: WrittenRecord[] = [];
  return {
    written,
    store: {
      acquire: async (scope, holder, replicas) => {
        const acquired = await store.acquire(scope, holder, replicas);
        const commit = acquired.commit.bind(acquired);
        acquired.commit = (batch) => {
          for (const operation of batch.operations) note(operation, written);
          return commit(batch);
        };
        return acquired;
      },
      close: () => store.close(),
    },
  };
}

function note(operation: Operation, written: WrittenRecord[]): void {
  if (operation.op === 'put') written.push([`${operation.type}:${operation.key}`, operation.value]);
  else if (operation.op === 'append')
    written.push([fillKey(operation.leg, operation.number), operation.value]);
  else throw new Error(`the workload writes no ${operation.op}`);
}
