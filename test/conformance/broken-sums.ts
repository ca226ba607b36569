import type { Batch, CommitResult, Operation } from '../../src/stores/batch.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { fillKey } from '../../src/stores/fill-key.js';
import { checksumOf, isSummed, SUMMED_TYPES } from '../../src/stores/record-sum.js';
import type { RecordTotal } from '../../src/stores/record-sum.js';
import { scopeName } from '../../src/stores/scope-id.js';
import type { ScopeStore, StoredChecksum } from '../../src/stores/state-store.js';
import type { Fault } from './shared-memory.js';

const MODULUS = 2 ** 32;

interface Change {
  readonly type: CacheKey;
  readonly before: string | null;
  readonly after: string | null;
}

/** How a store counts and sums; each part can be replaced by one that does it wrong. */
interface Counting {
  readonly checksum: (sealed: string) => number;
  readonly wrap: (sum: number) => number;
  /** What is counted of a change, or null for nothing. */
  readonly counted: (change: Change) => Change | null;
  /** Operations in the order in which they are counted. */
  readonly ordered: (operations: readonly Operation[]) => readonly Operation[];
  /** Whether what a batch overwrites is looked up before any of it is written. */
  readonly looksUpFirst: boolean;
  readonly counts: (result: CommitResult) => boolean;
  readonly recounted: (present: RecordTotal, said: RecordTotal) => RecordTotal;
  readonly trims: boolean;
  readonly scope: (name: string, epoch: number) => string;
}

const RIGHT: Counting = {
  checksum: checksumOf,
  wrap: (sum) => ((sum % MODULUS) + MODULUS) % MODULUS,
  counted: (change) => (isSummed(change.type) ? change : null),
  ordered: (operations) =>
    operations.toSorted((left, right) => Number(right.op === 'recount') - Number(left.op === 'recount')),
  looksUpFirst: false,
  counts: ({ outcome }) => outcome === 'OK',
  recounted: (_, said) => said,
  trims: true,
  scope: (name) => name,
};

/** Sums of a store that counts by itself what it carries out. */
class Counted {
  private readonly records = new Map<string, string>();
  private readonly archivedAt = new Map<string, number>();
  private readonly totals = new Map<CacheKey, RecordTotal>(
    SUMMED_TYPES.map((type) => [type, { count: 0, sum: 0 }]),
  );

  constructor(private readonly counting: Counting) {}

  sums(): ReadonlyMap<CacheKey, RecordTotal> {
    return new Map(this.totals);
  }

  carryOut({ operations }: Batch): void {
    const before = new Map(this.records);
    for (const operation of this.counting.ordered(operations))
      this.count(operation, this.counting.looksUpFirst ? before : this.records);
  }

  trim(before: number, count: number): void {
    const old = [...this.archivedAt].filter(([, at]) => at < before);
    for (const [key] of old.toSorted(([, left], [, right]) => left - right).slice(0, count)) {
      this.archivedAt.delete(key);
      const place = `${CacheKey.HISTORY} ${key}`;
      if (this.counting.trims) this.change(CacheKey.HISTORY, key, null, this.records);
      this.records.delete(place);
    }
  }

  private count(operation: Operation, present: ReadonlyMap<string, string>): void {
    switch (operation.op) {
      case 'put':
        return this.change(operation.type, operation.key, operation.value, present);
      case 'delete':
        return this.change(operation.type, operation.key, null, present);
      case 'archive':
        this.archivedAt.set(operation.key, operation.at);
        return this.change(CacheKey.HISTORY, operation.key, operation.value, present);
      case 'append': {
        const { leg, number, value } = operation;
        return this.change(CacheKey.FILL, fillKey(leg, number), value, present);
      }
      case 'drop':
        for (let number = operation.first; number <= operation.last; number++)
          this.change(CacheKey.FILL, fillKey(operation.leg, number), null, present);
        return;
      case 'recount': {
        const { type, count, sum } = operation;
        const total = this.totals.get(type) ?? { count: 0, sum: 0 };
        this.totals.set(type, this.counting.recounted(total, { count, sum }));
      }
    }
  }

  private change(
    type: CacheKey,
    key: string,
    after: string | null,
    present: ReadonlyMap<string, string>,
  ): void {
    const { counting } = this;
    const place = `${type} ${key}`;
    const change = counting.counted({ type, before: present.get(place) ?? null, after });
    if (after === null) this.records.delete(place);
    else this.records.set(place, after);
    if (change === null) return;
    let { count, sum } = this.totals.get(change.type) ?? { count: 0, sum: 0 };
    if (change.before !== null) [count, sum] = [count - 1, sum - counting.checksum(change.before)];
    if (change.after !== null) [count, sum] = [count + 1, sum + counting.checksum(change.after)];
    this.totals.set(change.type, { count, sum: counting.wrap(sum) });
  }
}

/** A store that counts like this. */
export function counts(wrong: Partial<Counting> = {}): () => Fault {
  const counting = { ...RIGHT, ...wrong };
  return () => {
    const scopes = new Map<string, Counted>();
    return {
      scope: (scope, id) => {
        const name = counting.scope(scopeName(id), scope.epoch);
        const counted = scopes.get(name) ?? new Counted(counting);
        scopes.set(name, counted);
        return {
          sums: async () => {
            // Whoever closed the store is told so.
            await scope.sums();
            return counted.sums();
          },
          commit: async (batch) => {
            const result = await scope.commit(batch);
            if (counting.counts(result)) counted.carryOut(batch);
            return result;
          },
          trimHistory: async (before, limit) => {
            const trimmed = await scope.trimHistory(before, limit);
            counted.trim(before, trimmed);
            return trimmed;
          },
        };
      },
    };
  };
}

/** It forgets what is taken off where this holds. */
function keeps(isKept: (change: Change) => boolean): () => Fault {
  return counts({
    counted: (change) => RIGHT.counted(isKept(change) ? { ...change, before: null } : change),
  });
}

function says(change: (sums: ReadonlyMap<CacheKey, RecordTotal>) => ReadonlyMap<CacheKey, RecordTotal>) {
  return (): Fault => ({ scope: (scope) => ({ sums: async () => change(await scope.sums()) }) });
}

function each(change: (total: RecordTotal) => RecordTotal): () => Fault {
  return says((sums) => new Map(Array.from(sums, ([type, total]) => [type, change(total)])));
}

function readsChecksums(
  change: (slice: readonly StoredChecksum[]) => readonly StoredChecksum[],
): () => Fault {
  return () => ({
    scope: (scope) => ({
      async *checksums(type) {
        for await (const slice of scope.checksums(type)) yield change(slice);
      },
    }),
  });
}

function inScope(replace: (scope: ScopeStore) => Partial<ScopeStore>): () => Fault {
  return () => ({ scope: replace });
}

/** Faults with counts, sums and checksums. */
export const BROKEN_SUMS: Readonly<Record<string, () => Fault>> = {
  'says no sums': says(() => new Map()),
  'says sums of what it has only': says((sums) => new Map([...sums].filter(([, { count }]) => count > 0))),
  'counts nothing': each(({ sum }) => ({ count: 0, sum })),
  'counts and does not sum': each(({ count }) => ({ count, sum: 0 })),
  'has one sum for all types': says((sums) => {
    const totals = [...sums.values()];
    const count = totals.reduce((total, each) => total + each.count, 0);
    const sum = totals.reduce((total, each) => total + each.sum, 0) % MODULUS;
    return new Map(Array.from(sums.keys(), (type) => [type, { count, sum }]));
  }),
  'sums market data': counts({ counted: (change) => change }),
  'sums market data with orders': counts({
    counted: (change) =>
      change.type === CacheKey.MARKET_DATA ? { ...change, type: CacheKey.ORDER } : change,
  }),
  'adds what it overwrites': keeps(({ after }) => after !== null),
  'goes on counting what was deleted': keeps(({ after }) => after === null),
  'takes off what it does not have': counts({
    counted: ({ type, before, after }) =>
      RIGHT.counted({ type, before: before ?? (after === null ? '' : null), after }),
  }),
  'counts each change of a record in a batch': counts({ looksUpFirst: true }),
  'counts an entry once for each time it was archived': keeps(
    ({ type, after }) => type === CacheKey.HISTORY && after !== null,
  ),
  'goes on counting what was trimmed': counts({ trims: false }),
  'counts a fill once for each time it was written': keeps(
    ({ type, after }) => type === CacheKey.FILL && after !== null,
  ),
  'goes on counting what was dropped': keeps(({ type, after }) => type === CacheKey.FILL && after === null),
  'does not sum tombstones': counts({
    counted: (change) => (change.type === CacheKey.TOMBSTONE ? null : RIGHT.counted(change)),
  }),
  'sums without an end': counts({ wrap: (sum) => sum }),
  'sums in 31 bits': counts({ wrap: (sum) => RIGHT.wrap(sum) % 2 ** 31 }),
  'sums 1,000 records of a batch': counts({
    ordered: (operations) => RIGHT.ordered(operations).slice(0, 1_000),
  }),
  'reads no checksum behind a codec': counts({
    checksum: (sealed) => (sealed.startsWith('1:') ? checksumOf(sealed) : 0),
  }),
  'takes any characters for a checksum': counts({
    checksum: (sealed) => checksumOf(sealed) || Number.parseInt(sealed.slice(2, 10), 16) || 0,
  }),
  'does not count what has no checksum': counts({
    counted: ({ type, before, after }) =>
      RIGHT.counted({
        type,
        before: before !== null && checksumOf(before) > 0 ? before : null,
        after: after !== null && checksumOf(after) > 0 ? after : null,
      }),
  }),
  'sums a batch again that it has': counts({
    counts: ({ outcome }) => outcome === 'OK' || outcome === 'DUP',
  }),
  'sums a batch after a gap': counts({ counts: ({ outcome }) => outcome === 'OK' || outcome === 'GAP' }),
  'sums the batch of an old holder': counts({
    counts: ({ outcome }) => outcome === 'OK' || outcome === 'FENCED',
  }),
  'recounts nothing': counts({ recounted: (present) => present }),
  'recounts where the recount stands': counts({ ordered: (operations) => operations }),
  'recounts after all others': counts({ ordered: (operations) => RIGHT.ordered(operations).toReversed() }),
  'adds what is recounted': counts({
    recounted: (present, said) => ({ count: present.count + said.count, sum: present.sum + said.sum }),
  }),
  'starts its sums anew with each holder': counts({ scope: (name, epoch) => `${name} ${epoch}` }),
  'has the sums of one scope for all': counts({ scope: () => '' }),
  'reads no checksums': readsChecksums(() => []),
  'reads checksums of nothing': readsChecksums((slice) => slice.map(([key]) => [key, 0])),
  'reads the first 1,000 checksums': readsChecksums((slice) => slice.slice(0, 999)),
  'reads one slice of checksums': inScope((scope) => ({
    async *checksums(type) {
      for await (const slice of scope.checksums(type)) {
        yield slice;
        return;
      }
    },
  })),
  'reads the checksums of fills for history': inScope((scope) => ({
    checksums: () => scope.checksums(CacheKey.FILL),
  })),
  'reads checksums without the number of a fill': readsChecksums((slice) =>
    slice.map(([key, checksum]) => [key.split('\u001f', 1)[0] as string, checksum]),
  ),
};
