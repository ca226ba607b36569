import { CacheKey } from '../../stores/cache-key.js';
import { LIVE_TYPES } from '../../stores/live-type.js';
import type { StoredRecord } from '../../stores/state-store.js';
import type { CaseOfStore } from './case-of-store.js';
import { SCOPE } from './conformance-bench.js';
import { holds, sameValue } from './expectations.js';
import { order, put, putUntil, remove } from './operations.js';

const MANY = 20_000;
const BATCH = 1_000;
const SECOND = 1_000;
/** More than a slice would hold a process up. */
const LARGEST_SLICE = 5_000;

/** What a scope has when it is opened. */
export const loadCases: readonly CaseOfStore[] = [
  {
    name: 'a record is loaded with its type, key and value, and nothing else',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(...LIVE_TYPES.map((type) => put('k', `value of ${type}`, type)));
      const expected = LIVE_TYPES.map((type) => ({ type, key: 'k', value: `value of ${type}` })).toSorted(
        byType,
      );
      sameValue((await scope.records()).toSorted(byType), expected, 'what is loaded');
    },
  },
  {
    name: '20,000 records are loaded in slices, none is missing',
    async check(bench) {
      const scope = await bench.acquire();
      const keys = Array.from({ length: MANY }, (_, index) => `k${index}`);
      for (let start = 0; start < MANY; start += BATCH) {
        await scope.commit(...keys.slice(start, start + BATCH).map((key) => put(key, `value of ${key}`)));
      }
      const loaded = new Map<string, string>();
      for await (const slice of scope.store.load()) {
        holds(slice.length > 0, 'a slice must hold a record');
        holds(slice.length <= LARGEST_SLICE, `a slice of ${slice.length} records is not a slice`);
        for (const { key, value } of slice) loaded.set(key, value);
      }
      sameValue(loaded, new Map(keys.map((key) => [key, `value of ${key}`])), 'what is loaded');
    },
  },
  {
    name: 'a scope can be loaded again, and left in the middle',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('a', '1'), put('b', '2'));
      for await (const slice of scope.store.load()) {
        sameValue(slice.length > 0, true, 'whether a slice holds a record');
        break;
      }
      await scope.commit(remove('a'));
      sameValue(await scope.values(), new Map([[order('b'), '2']]), 'what is loaded then');
    },
  },
  {
    name: 'a record is loaded until its expiresAt, and not after it',
    async check(bench) {
      const scope = await bench.acquire();
      const now = bench.now();
      await scope.commit(
        putUntil(now + SECOND, 'short', 's'),
        putUntil(now + 9 * SECOND, 'long', 'l'),
        put('k', 'v'),
      );
      sameValue((await scope.records()).length, 3, 'how many records are loaded before it');
      bench.passTime(SECOND + 1);
      const left = new Map([
        [`${CacheKey.MARKET_DATA} long`, 'l'],
        [order('k'), 'v'],
      ]);
      sameValue(await scope.values(), left, 'what is loaded after it');
      bench.passTime(9 * SECOND);
      sameValue(await scope.values(), new Map([[order('k'), 'v']]), 'what is loaded when all expired');
    },
  },
  {
    name: 'a record written again has the new expiresAt only',
    async check(bench) {
      const scope = await bench.acquire();
      const key = `${CacheKey.MARKET_DATA} k`;
      await scope.commit(
        putUntil(bench.now() + SECOND, 'k', 'old'),
        putUntil(bench.now() + SECOND, 'l', 'old'),
      );
      await scope.commit(
        putUntil(bench.now() + 9 * SECOND, 'k', 'new'),
        put('l', 'new', CacheKey.MARKET_DATA),
      );
      bench.passTime(2 * SECOND);
      const both = new Map([
        [key, 'new'],
        [`${CacheKey.MARKET_DATA} l`, 'new'],
      ]);
      sameValue(await scope.values(), both, 'what is loaded');
    },
  },
  {
    name: 'live records survive the end of their holder',
    opensAgain: true,
    async check(bench) {
      const scope = await bench.acquire();
      const other = await bench.acquire({ ...SCOPE, userId: 'another' });
      await scope.commit(put('kept', '1'), put('deleted', '1'), putUntil(bench.now() + SECOND, 'short', 's'));
      await scope.commit(put('kept', '2'), remove('deleted'));
      await other.commit(put('kept', 'other'));
      await scope.store.release();
      await other.store.release();
      bench.passTime(SECOND + 1);
      await bench.restart();
      sameValue(await (await bench.acquire()).values(), new Map([[order('kept'), '2']]), 'what is loaded');
      const again = await bench.acquire({ ...SCOPE, userId: 'another' });
      sameValue(
        await again.values(),
        new Map([[order('kept'), 'other']]),
        'what is loaded of the other scope',
      );
    },
  },
];

function byType(left: StoredRecord, right: StoredRecord): number {
  return left.type < right.type ? -1 : 1;
}
