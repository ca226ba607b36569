import type { Operation } from '../../src/stores/batch.js';
import type { ScopeStore } from '../../src/stores/state-store.js';
import { carriesOut } from './broken-records.js';
import type { Fault } from './shared-memory.js';

type Archive = Extract<Operation, { readonly op: 'archive' }>;

function inScope(replace: (scope: ScopeStore) => Partial<ScopeStore>): () => Fault {
  return () => ({ scope: replace });
}

function archives(change: (entry: Archive) => Archive): () => Fault {
  return carriesOut((operations) =>
    operations.map((operation) => (operation.op === 'archive' ? change(operation) : operation)),
  );
}

/** Faults with history. */
export const BROKEN_HISTORY: Readonly<Record<string, () => Fault>> = {
  'archives nothing': carriesOut((operations) => operations.filter(({ op }) => op !== 'archive')),
  'archives the first of a batch only': carriesOut((operations) => {
    const first = operations.find(({ op }) => op === 'archive');
    return operations.filter((operation) => operation.op !== 'archive' || operation === first);
  }),
  'knows one index an entry': archives((entry) => ({ ...entry, indexes: entry.indexes.slice(0, 1) })),
  'cuts the names of indexes': archives((entry) => ({
    ...entry,
    indexes: entry.indexes.map((index) => index.slice(0, 1)),
  })),
  'has no order in history': archives((entry) => ({ ...entry, at: 0 })),
  'orders history as text': archives((entry) => ({ ...entry, at: Number(`${entry.at}`.slice(0, 1)) })),
  'keeps one entry a moment': () => {
    const keys = new Map<number, string>();
    return archives((entry) => {
      const key = keys.get(entry.at) ?? entry.key;
      keys.set(entry.at, key);
      return { ...entry, key };
    })();
  },
  'lists history newest first': inScope((scope) => ({
    historyKeys: async (index) => (await scope.historyKeys(index)).toReversed(),
  })),
  'lists history by name': inScope((scope) => ({
    historyKeys: async (index) => (await scope.historyKeys(index)).toSorted(),
  })),
  'leaves entries under indexes that they left': inScope((scope) => {
    const ever = new Map<string, Set<string>>();
    return {
      commit: (batch) => {
        for (const operation of batch.operations) {
          if (operation.op !== 'archive') continue;
          for (const index of operation.indexes)
            ever.set(index, (ever.get(index) ?? new Set()).add(operation.key));
        }
        return scope.commit(batch);
      },
      historyKeys: async (index) => [
        ...new Set([...(await scope.historyKeys(index)), ...(ever.get(index) ?? [])]),
      ],
    };
  }),
  'lists an entry once for each time it was written': inScope((scope) => {
    const written: Archive[] = [];
    return {
      commit: (batch) => {
        written.push(...batch.operations.filter((operation) => operation.op === 'archive'));
        return scope.commit(batch);
      },
      historyKeys: async (index) =>
        (await scope.historyKeys(index)).flatMap((key) =>
          written.filter((entry) => entry.key === key && entry.indexes.includes(index)).map(() => key),
        ),
    };
  }),
  'takes no entry back': () => {
    const ever = new Set<string>();
    return carriesOut((operations) =>
      operations.filter(
        (operation) => operation.op !== 'archive' || (!ever.has(operation.key) && ever.add(operation.key)),
      ),
    )();
  },
  'reads undefined where there is no entry': inScope((scope) => ({
    readHistory: async (key) => (await scope.readHistory(key)) ?? (undefined as unknown as null),
  })),
  'reads no history through': inScope(() => ({ async *history() {} })),
  'reads one slice of history': inScope((scope) => ({
    async *history() {
      for await (const slice of scope.history()) {
        yield slice;
        return;
      }
    },
  })),
  'trims nothing': inScope(() => ({ trimHistory: () => Promise.resolve(0) })),
  'trims without a limit': inScope((scope) => ({
    trimHistory: (before) => scope.trimHistory(before, Infinity),
  })),
  'trims the moment itself too': inScope((scope) => ({
    trimHistory: (before, limit) => scope.trimHistory(before + 1, limit),
  })),
  'says it trimmed one more': inScope((scope) => ({
    trimHistory: async (before, limit) => (await scope.trimHistory(before, limit)) + 1,
  })),
};
