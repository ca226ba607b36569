import type { ScopeStore } from '../../stores/state-store.js';
import type { CaseOfStore } from './case-of-store.js';
import { sameValue } from './expectations.js';
import { archive, put } from './operations.js';

const DAY = Date.UTC(2029, 11, 31);

/** All history entries, by key; one that comes several times is there once. */
async function entries(store: ScopeStore): Promise<(readonly [string, string])[]> {
  const found = new Map<string, string>();
  for await (const slice of store.history()) for (const { key, value } of slice) found.set(key, value);
  return [...found].toSorted(([left], [right]) => (left < right ? -1 : 1));
}

/** Entries that were archived, found by key and by index, and trimmed. */
export const historyCases: readonly CaseOfStore[] = [
  {
    name: 'history that is not there is null, and no keys',
    async check(bench) {
      const { store } = await bench.acquire();
      sameValue(await store.readHistory('k'), null, 'an entry that is not there');
      sameValue(await store.historyKeys('i'), [], 'the keys of an index that is not there');
      sameValue(await store.trimHistory(bench.now(), 10), 0, 'how many were trimmed');
    },
  },
  {
    name: 'an archived entry is found by its key and each of its indexes',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(
        archive('a', DAY, ['x', 'y'], 'A'),
        archive('b', DAY + 1, ['y', 'z'], 'B'),
        archive('c', DAY, []),
      );
      sameValue(await scope.store.readHistory('a'), 'A', 'entry a');
      sameValue(await scope.store.readHistory('b'), 'B', 'entry b');
      sameValue(await scope.store.readHistory('c'), 'v c', 'entry c, which has no index');
      sameValue(await scope.store.historyKeys('x'), ['a'], 'the keys under x');
      sameValue(await scope.store.historyKeys('y'), ['a', 'b'], 'the keys under y');
      sameValue(await scope.store.historyKeys('z'), ['b'], 'the keys under z');
    },
  },
  {
    name: 'all entries can be read through, as they were written last',
    async check(bench) {
      const scope = await bench.acquire();
      sameValue(await entries(scope.store), [], 'what an empty history holds');
      const keys = Array.from({ length: 1_500 }, (_, number) => `k${number + 1_000}`);
      for (let start = 0; start < keys.length; start += 500)
        await scope.commit(...keys.slice(start, start + 500).map((key, at) => archive(key, at, ['i'])));
      await scope.commit(archive('k1000', DAY, [], 'new'), put('live', 'v'));
      const expected = keys.map((key) => [key, key === 'k1000' ? 'new' : `v ${key}`]);
      sameValue(await entries(scope.store), expected, 'all entries');
      sameValue(await scope.store.trimHistory(DAY, 2_000), 1_499, 'how many were trimmed');
      sameValue(await entries(scope.store), [['k1000', 'new']], 'the entry that is left');
    },
  },
  {
    name: 'keys under an index come in the order of `at`, not of writing or name',
    async check(bench) {
      const scope = await bench.acquire();
      const times = [256, 1, 65_536, 0, 255, DAY, 2, DAY - 1];
      for (const at of times) await scope.commit(archive(`k${at}`, at, ['i']));
      const expected = times.toSorted((left, right) => left - right).map((at) => `k${at}`);
      sameValue(await scope.store.historyKeys('i'), expected, 'the keys under the index');
    },
  },
  {
    name: 'entries of the same moment are all found',
    async check(bench) {
      const scope = await bench.acquire();
      const keys = Array.from({ length: 50 }, (_, index) => `k${index + 10}`);
      await scope.commit(...keys.map((key) => archive(key, DAY, ['i'])));
      sameValue((await scope.store.historyKeys('i')).toSorted(), keys, 'the keys under the index');
    },
  },
  {
    name: 'an index is data: one is not part of another',
    async check(bench) {
      const scope = await bench.acquire();
      const indexes = ['', 'a', 'a\u0000', 'ab', 'a*', '{a}', '__proto__', 'x'.repeat(2_000)];
      await scope.commit(...indexes.map((index, at) => archive(`k${at}`, at, [index])));
      for (const [at, index] of indexes.entries()) {
        sameValue(
          await scope.store.historyKeys(index),
          [`k${at}`],
          `the keys under index ${index.slice(0, 9)}`,
        );
      }
    },
  },
  {
    name: 'an entry written again is replaced, with its indexes and its time',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(archive('a', DAY, ['x', 'y'], 'old'), archive('b', DAY + 5, ['y']));
      await scope.commit(archive('a', DAY + 9, ['y', 'z'], 'new'));
      sameValue(await scope.store.readHistory('a'), 'new', 'the entry');
      sameValue(await scope.store.historyKeys('x'), [], 'the keys under x, which it left');
      sameValue(await scope.store.historyKeys('y'), ['b', 'a'], 'the keys under y');
      sameValue(await scope.store.historyKeys('z'), ['a'], 'the keys under z, which it joined');
      sameValue(await scope.store.trimHistory(DAY + 6, 10), 1, 'how many were trimmed by the new times');
      sameValue(await scope.store.readHistory('a'), 'new', 'the entry, which is young now');
    },
  },
  {
    name: 'an entry written twice in one batch is there once',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(archive('a', DAY, ['x'], 'old'), archive('a', DAY + 1, ['x'], 'new'));
      sameValue(await scope.store.historyKeys('x'), ['a'], 'the keys under x');
      sameValue(await scope.store.readHistory('a'), 'new', 'the entry');
    },
  },
  {
    name: 'trimming removes the oldest first, up to the limit, and says how many',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(...[5, 3, 1, 4, 2].map((at) => archive(`k${at}`, at, ['i', `only ${at}`])));
      sameValue(await scope.store.trimHistory(5, 2), 2, 'how many of four were trimmed with a limit of two');
      sameValue(await scope.store.historyKeys('i'), ['k3', 'k4', 'k5'], 'the keys that are left');
      sameValue(await scope.store.readHistory('k1'), null, 'an entry that was trimmed');
      sameValue(await scope.store.historyKeys('only 1'), [], 'the keys under an index of it');
      sameValue(await scope.store.trimHistory(5, 10), 2, 'how many were left to trim');
      sameValue(await scope.store.historyKeys('i'), ['k5'], 'the keys that are left then');
      sameValue(await scope.store.trimHistory(5, 10), 0, 'how many were trimmed of what is not old');
    },
  },
  {
    name: 'trimming spares the live records, and a trimmed entry can be archived again',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('a', 'live'), archive('a', DAY, ['i']));
      sameValue(await scope.store.trimHistory(DAY + 1, 10), 1, 'how many were trimmed');
      sameValue((await scope.records()).length, 1, 'how many records are loaded');
      await scope.commit(archive('a', DAY, ['i'], 'again'));
      sameValue(await scope.store.historyKeys('i'), ['a'], 'the keys under the index');
    },
  },
  {
    name: 'history is not loaded',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('live', 'v'), archive('a', DAY, ['i']), archive('live', DAY, ['i']));
      sameValue(
        (await scope.records()).map(({ key }) => key),
        ['live'],
        'the keys that are loaded',
      );
    },
  },
  {
    name: 'history survives the end of its holder',
    opensAgain: true,
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(archive('a', DAY, ['i'], 'A'), archive('b', DAY - 1, ['i'], 'B'));
      await scope.store.release();
      await bench.restart();
      const { store } = await bench.acquire();
      sameValue(await store.historyKeys('i'), ['b', 'a'], 'the keys under the index');
      sameValue(await store.readHistory('a'), 'A', 'the entry');
      sameValue(await store.trimHistory(DAY, 10), 1, 'how many were trimmed');
    },
  },
];
