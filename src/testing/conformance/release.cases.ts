import type { Batch } from '../../stores/batch.js';
import { CacheKey } from '../../stores/cache-key.js';
import { StoreUnavailableError } from '../../stores/store.errors.js';
import type { CaseOfStore } from './case-of-store.js';
import { holder, SCOPE } from './conformance-bench.js';
import { holds, rejectsWith, sameValue } from './expectations.js';
import { archive, order, put, remove } from './operations.js';
import type { ScopeUnderTest } from './scope-under-test.js';

/** More records than the largest slice that a load may yield. */
const SEVERAL_SLICES = 10_000;

/** Sends a batch under a hold that is over. It must be FENCED. @returns whom the answer names. */
async function fencedBy(scope: ScopeUnderTest, sequence: number): Promise<string> {
  const result = await scope.send(sequence, remove('k'), put('stale', 'v'), archive('h', 2, ['j'], 'stale'));
  holds(
    result.outcome === 'FENCED',
    `batch ${sequence} of an old holder must be FENCED, and is ${result.outcome}`,
  );
  return result.holder;
}

async function isUnchanged(scope: ScopeUnderTest): Promise<void> {
  sameValue(await scope.values(), new Map([[order('k'), 'v']]), 'what is loaded after it');
  sameValue(await scope.store.readHistory('h'), 'first', 'history after it');
  sameValue(await scope.store.historyKeys('i'), ['h'], 'history keys after it');
}

/** How a hold ends. */
export const releaseCases: readonly CaseOfStore[] = [
  {
    name: 'a commit after release is FENCED and changes nothing',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('k', 'v'), archive('h', 1, ['i'], 'first'));
      await scope.store.release();
      for (const sequence of [1, 2, 3]) await fencedBy(scope, sequence);
      await isUnchanged(await bench.acquire(SCOPE, holder(2)));
    },
  },
  {
    name: 'an old holder is FENCED for good, whatever it sends, and is told the new holder',
    async check(bench) {
      const old = await bench.acquire();
      await old.commit(put('k', 'v'), archive('h', 1, ['i'], 'first'));
      await old.store.release();
      const next = await bench.acquire(SCOPE, holder(2));
      for (const sequence of [1, 2, 3]) {
        const named = await fencedBy(old, sequence);
        const { pid, hostname } = holder(2);
        holds(
          named.includes(`${pid}`) && named.includes(hostname),
          `FENCED must name the new holder, and names ${named}`,
        );
      }
      await isUnchanged(next);
      await next.commit(put('l', 'w'));
      await next.store.release();
      await fencedBy(old, 3);
    },
  },
  {
    name: 'an old holder is FENCED also when it is the same process that acquired again',
    async check(bench) {
      const old = await bench.acquire();
      await old.commit(put('k', 'v'), archive('h', 1, ['i'], 'first'));
      await old.store.release();
      const next = await bench.acquire();
      holds(next.store.epoch > old.store.epoch, 'the epoch after a release must be higher');
      await fencedBy(old, 2);
      await isUnchanged(next);
    },
  },
  {
    name: 'an old holder trims no history',
    async check(bench) {
      const old = await bench.acquire();
      await old.commit(put('k', 'v'), archive('h', 1, ['i'], 'first'));
      await old.store.release();
      const next = await bench.acquire(SCOPE, holder(2));
      sameValue(await old.store.trimHistory(10, 10), 0, 'how many entries an old holder trimmed');
      await isUnchanged(next);
    },
  },
  {
    name: 'releasing twice does not take the scope from the next holder',
    async check(bench) {
      const old = await bench.acquire();
      await old.store.release();
      const next = await bench.acquire(SCOPE, holder(2));
      await old.store.release();
      await next.commit(put('k', 'v'));
      const third = bench.acquire(SCOPE, holder(3));
      holds(
        (await outcomeOf(third)) === 'refused',
        'a third holder must be refused while the second holds the scope',
      );
    },
  },
  {
    name: 'a release while a batch is on its way leaves it whole or out',
    async check(bench) {
      const scope = await bench.acquire();
      const batch: Batch = {
        epoch: scope.store.epoch,
        sequence: 1,
        operations: [put('k', 'v'), put('l', 'v')],
      };
      const [result] = await Promise.all([scope.store.commit(batch), scope.store.release()]);
      const isIn = result.outcome === 'OK';
      holds(isIn || result.outcome === 'FENCED', `the batch must be OK or FENCED, and is ${result.outcome}`);
      const next = await bench.acquire(SCOPE, holder(2));
      sameValue(next.store.sequence, isIn ? 1 : 0, `the sequence after ${result.outcome}`);
      sameValue(
        (await next.records()).length,
        isIn ? 2 : 0,
        `how many records are loaded after ${result.outcome}`,
      );
    },
  },
  {
    name: 'closing twice is fine, and a store that was never used can be closed',
    async check(bench) {
      await bench.store.close();
      await Promise.all([bench.store.close(), bench.store.close()]);
    },
  },
  {
    name: 'a closed store does nothing more: what is asked of it rejects with StoreUnavailableError',
    async check(bench) {
      const { store } = await bench.acquire();
      await bench.store.close();
      const batch: Batch = { epoch: store.epoch, sequence: 1, operations: [put('k', 'v')] };
      await rejectsWith(store.commit(batch), StoreUnavailableError, 'commit');
      await rejectsWith(store.readHistory('k'), StoreUnavailableError, 'readHistory');
      await rejectsWith(store.historyKeys('i'), StoreUnavailableError, 'historyKeys');
      await rejectsWith(store.trimHistory(1, 1), StoreUnavailableError, 'trimHistory');
      await rejectsWith(store.fills('leg', 1, 1), StoreUnavailableError, 'fills');
      await rejectsWith(store.sums(), StoreUnavailableError, 'sums');
      await rejectsWith(loadAll(store.fillEntries()), StoreUnavailableError, 'fillEntries');
      for (const type of [CacheKey.HISTORY, CacheKey.FILL] as const)
        await rejectsWith(loadAll(store.checksums(type)), StoreUnavailableError, `checksums of ${type}`);
      await rejectsWith(loadAll(store.load()), StoreUnavailableError, 'load');
      await rejectsWith(loadAll(store.history()), StoreUnavailableError, 'history');
      await rejectsWith(bench.store.acquire(SCOPE, holder(1)), StoreUnavailableError, 'acquire');
      await store.release();
    },
  },
  {
    name: 'a load that is under way when the store closes rejects with StoreUnavailableError',
    async check(bench) {
      const scope = await bench.acquire();
      const keys = Array.from({ length: SEVERAL_SLICES }, (_, index) => `k${index}`);
      await scope.commit(...keys.map((key) => put(key, 'v')));
      const slices = scope.store.load()[Symbol.asyncIterator]();
      await slices.next();
      await bench.store.close();
      await rejectsWith(slices.next(), StoreUnavailableError, 'the next slice');
    },
  },
  {
    name: 'a store that was closed without release gives its scopes free',
    opensAgain: true,
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('k', 'v'), archive('h', 1, ['i'], 'first'));
      await bench.restart();
      await isUnchanged(await bench.acquire(SCOPE, holder(2)));
    },
  },
];

async function loadAll(slices: AsyncIterable<readonly unknown[]>): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const slice of slices) records.push(...slice);
  return records;
}

function outcomeOf(attempt: Promise<unknown>): Promise<'taken' | 'refused'> {
  return attempt.then(
    () => 'taken',
    () => 'refused',
  );
}
