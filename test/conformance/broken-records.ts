import type { Operation } from '../../src/stores/batch.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import type { ScopeStore, StoredRecord } from '../../src/stores/state-store.js';
import type { Fault } from './shared-memory.js';

type Operations = readonly Operation[];
type Slice = readonly StoredRecord[];

/** Other operations are carried out than were given. */
export function carriesOut(change: (operations: Operations) => Operations): () => Fault {
  return () => ({
    scope: (scope) => ({
      commit: (batch) => scope.commit({ ...batch, operations: change(batch.operations) }),
    }),
  });
}

/** Other records are loaded than there are. */
export function loads(change: (slice: Slice) => Slice): () => Fault {
  return () => ({ scope: (scope) => ({ load: () => changed(scope, change) }) });
}

async function* changed(scope: ScopeStore, change: (slice: Slice) => Slice): AsyncIterable<Slice> {
  for await (const slice of scope.load()) yield change(slice);
}

async function* inOneSlice(scope: ScopeStore): AsyncIterable<Slice> {
  const records: StoredRecord[] = [];
  for await (const slice of scope.load()) records.push(...slice);
  yield records;
}

/** A key is changed on its way in. */
function withKey(change: (key: string) => string): () => Fault {
  return carriesOut((operations) =>
    operations.map((operation) =>
      'key' in operation ? { ...operation, key: change(operation.key) } : operation,
    ),
  );
}

function isPut(operation: Operation): operation is Extract<Operation, { readonly op: 'put' }> {
  return operation.op === 'put';
}

/** Faults with records: what was committed is not what is loaded. */
export const BROKEN_RECORDS: Readonly<Record<string, () => Fault>> = {
  'drops the last operation of a batch': carriesOut((operations) => operations.slice(0, -1)),
  'drops the first operation of a batch': carriesOut((operations) => operations.slice(1)),
  'drops operations after the 5,000th': carriesOut((operations) => operations.slice(0, 5_000)),
  'deletes nothing': carriesOut((operations) => operations.filter(({ op }) => op !== 'delete')),
  'carries a batch out in reverse': carriesOut((operations) => [...operations].reverse()),
  'puts before it deletes': carriesOut((operations) =>
    [...operations].sort((left, right) => Number(isPut(right)) - Number(isPut(left))),
  ),
  'has one table for all types': carriesOut((operations) =>
    operations.map((operation) =>
      operation.op === 'put' || operation.op === 'delete'
        ? { ...operation, type: CacheKey.ORDER }
        : operation,
    ),
  ),
  'forgets expiresAt': carriesOut((operations) =>
    operations.map((operation) => (isPut(operation) ? { ...operation, expiresAt: Infinity } : operation)),
  ),
  'keeps an old expiresAt': () => {
    const first = new Map<string, number>();
    return carriesOut((operations) =>
      operations.map((operation) => {
        if (!isPut(operation)) return operation;
        const expiresAt = first.get(operation.key) ?? operation.expiresAt ?? Infinity;
        first.set(operation.key, expiresAt);
        return { ...operation, expiresAt };
      }),
    )();
  },
  'cuts values at a million characters': carriesOut((operations) =>
    operations.map((operation) =>
      isPut(operation) ? { ...operation, value: operation.value.slice(0, 1_000_000) } : operation,
    ),
  ),
  'trims keys': withKey((key) => key.trim()),
  'ends keys at NUL': withKey((key) => key.split('\u0000', 1)[0] as string),
  'normalizes keys': withKey((key) => key.normalize()),
  'cuts keys': withKey((key) => key.slice(0, 511)),
  'keeps keys as latin1': withKey((key) => Buffer.from(key, 'latin1').toString('latin1')),
  'resolves keys as paths': withKey((key) => (/^\.*\/?$/.test(key) ? '' : key)),
  'takes what stands in braces for the key': withKey((key) => /\{(.*?)\}/.exec(key)?.[1] ?? key),
  'takes a key for a pattern': withKey((key) => key.replaceAll(/[*[\]%]/g, '')),
  'takes numeric keys for numbers': withKey((key) => (key === '0' ? '' : key)),
  'has an object for a table': withKey((key) => (key in {} ? 'lost' : key)),
  'keeps history among the records': withKey((key) => (key === 'history' ? '' : key)),
  'loads nothing': loads(() => []),
  'loads each record once more with another value': loads((slice) => [
    ...slice,
    ...slice.map((record) => ({ ...record, value: `${record.value}!` })),
  ]),
  'loads what it should not of a record': loads((slice) =>
    slice.map((record) => ({ ...record, expiresAt: Infinity })),
  ),
  'loads all at once': () => ({ scope: (scope) => ({ load: () => inOneSlice(scope) }) }),
  'loads once only': () => {
    const loaded = new Set<string>();
    return loads((slice) =>
      slice.filter(({ type, key }) => !loaded.has(`${type} ${key}`) && loaded.add(`${type} ${key}`)),
    )();
  },
  'loads history': () => ({
    scope: (scope) => {
      const archived: StoredRecord[] = [];
      return {
        commit: (batch) => {
          for (const operation of batch.operations)
            if (operation.op === 'archive')
              archived.push({ type: CacheKey.ORDER, key: operation.key, value: '' });
          return scope.commit(batch);
        },
        load: () => changed(scope, (slice) => [...slice, ...archived]),
      };
    },
  }),
};
