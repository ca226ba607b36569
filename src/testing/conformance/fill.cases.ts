import { CacheKey } from '../../stores/cache-key.js';
import type { CaseOfStore } from './case-of-store.js';
import { SCOPE } from './conformance-bench.js';
import { holds, sameValue } from './expectations.js';
import { append, archive, drop, put, STRANGE_KEYS } from './operations.js';
import type { ScopeUnderTest } from './scope-under-test.js';

const LEG = 'binance:BTCUSDT:NET';
/** More than the largest slice that may be yielded. */
const MANY = 2_500;
const BATCH = 500;
const LARGEST_SLICE = 2_000;

/** Legs that a store must not stumble over: among them parts of others, and such as end like a key of the fill history. */
const LEGS: readonly string[] = [
  ...STRANGE_KEYS,
  'a',
  'ab',
  'a:1',
  'a1',
  'a\u001f',
  'a\u001f1',
  'a\u001f1\u001f1',
  '\u001f1',
];

async function numbers(scope: ScopeUnderTest, first: number, last: number, leg = LEG): Promise<number[]> {
  return (await scope.store.fills(leg, first, last)).map(({ number }) => number);
}

function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** The fill history: entries per leg, by number. */
export const fillCases: readonly CaseOfStore[] = [
  {
    name: 'fill history that is not there is empty',
    async check(bench) {
      const scope = await bench.acquire();
      sameValue(await scope.store.fills(LEG, 1, 1_000), [], 'the fills of a leg that is not there');
      sameValue(await scope.fillEntries(), [], 'all fills');
      sameValue(await scope.checksums(CacheKey.FILL), new Map(), 'the checksums of all fills');
    },
  },
  {
    name: 'fills come with number and value, in the order of integers, not of text or of writing',
    async check(bench) {
      const scope = await bench.acquire();
      const written = [10, 9, 256, 1, 100, 2, 255, 99];
      await scope.commit(...written.slice(0, 4).map((number) => append(LEG, number)));
      await scope.commit(...written.slice(4).map((number) => append(LEG, number)));
      const expected = [1, 2, 9, 10, 99, 100, 255, 256].map((number) => ({ number, value: `v ${number}` }));
      sameValue(await scope.store.fills(LEG, 1, 256), expected, 'the fills');
    },
  },
  {
    name: 'a range of fills has its first and last number, and leaves out numbers that are absent',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(...[3, 4, 5, 7, 8, 9, 10, 11].map((number) => append(LEG, number)));
      sameValue(await numbers(scope, 4, 8), [4, 5, 7, 8], 'the numbers from 4 to 8');
      sameValue(await numbers(scope, 9, 10), [9, 10], 'the numbers from 9 to 10');
      sameValue(await numbers(scope, 1, 2), [], 'the numbers before the first');
      sameValue(await numbers(scope, 12, 1_000), [], 'the numbers behind the last');
      sameValue(await numbers(scope, 7, 7), [7], 'one number');
      sameValue(await numbers(scope, 8, 7), [], 'a range whose last number is before its first');
    },
  },
  {
    name: 'fills can have any number, up to the largest safe integer',
    async check(bench) {
      const scope = await bench.acquire();
      const large = [65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
      await scope.commit(...large.map((number) => append(LEG, number)));
      for (const number of large) sameValue(await numbers(scope, number, number), [number], `fill ${number}`);
      sameValue(await numbers(scope, 2 ** 32 - 500, 2 ** 32 + 499), [2 ** 32 - 1, 2 ** 32], 'a range');
      sameValue(
        (await scope.fillEntries()).map(({ number }) => number),
        large,
        'the numbers of all fills',
      );
    },
  },
  {
    name: 'a fill that is written again is replaced, also within a batch',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(append(LEG, 1, 'old'), append(LEG, 2, 'first'), append(LEG, 2, 'second'));
      await scope.commit(append(LEG, 1, 'new'));
      const expected = [
        { number: 1, value: 'new' },
        { number: 2, value: 'second' },
      ];
      sameValue(await scope.store.fills(LEG, 1, 10), expected, 'the fills');
    },
  },
  {
    name: 'a drop removes its first and last number and those between, and nothing else',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(...upTo(30).map((number) => append(LEG, number)), append('other', 3), put('k', 'v'));
      await scope.commit(drop(LEG, 2, 12));
      sameValue(await numbers(scope, 1, 30), [1, ...upTo(30, 13)], 'the numbers that are left');
      sameValue(await numbers(scope, 1, 30, 'other'), [3], 'the numbers of another leg');
      await scope.commit(drop(LEG, 1, 14), drop('never there', 1, 100));
      sameValue(
        await numbers(scope, 1, 30),
        upTo(30, 15),
        'the numbers after a drop of some that are absent',
      );
      sameValue((await scope.fillEntries()).length, 17, 'how many fills there are');
      sameValue((await scope.records()).length, 1, 'how many records are loaded');
    },
  },
  {
    name: 'of appends and drops in one batch the last one counts',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(append(LEG, 1, 'old'), append(LEG, 2), append(LEG, 3));
      await scope.commit(append(LEG, 4), drop(LEG, 1, 4), append(LEG, 1, 'an opening entry'));
      const expected = [{ number: 1, value: 'an opening entry' }];
      sameValue(await scope.store.fills(LEG, 1, 10), expected, 'the fills');
    },
  },
  {
    name: 'a leg is data: one is not part of another',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(
        ...LEGS.flatMap((leg, at) => [append(leg, 1, `one of ${at}`), append(leg, 11, `eleven of ${at}`)]),
      );
      for (const [at, leg] of LEGS.entries()) {
        const expected = [
          { number: 1, value: `one of ${at}` },
          { number: 11, value: `eleven of ${at}` },
        ];
        sameValue(await scope.store.fills(leg, 1, 20), expected, `the fills of leg ${leg.slice(0, 9)}`);
      }
      const found = await scope.fillEntries();
      sameValue(new Set(found.map(({ leg }) => leg)), new Set(LEGS), 'the legs of all fills');
      sameValue(found.length, LEGS.length * 2, 'how many fills there are');
      await scope.commit(drop('a', 1, 20));
      sameValue((await scope.fillEntries()).length, LEGS.length * 2 - 2, 'how many fills are left');
    },
  },
  {
    name: 'fills of the largest range that may be asked for, and all of them in slices',
    async check(bench) {
      const scope = await bench.acquire();
      for (let start = 1; start <= MANY; start += BATCH)
        await scope.commit(...upTo(start + BATCH - 1, start).map((number) => append(LEG, number)));
      sameValue(await numbers(scope, 1_001, 2_000), upTo(2_000, 1_001), 'a range of 1,000');
      const found = new Map<number, string>();
      for await (const slice of scope.store.fillEntries()) {
        holds(slice.length > 0, 'a slice must hold a fill');
        holds(slice.length <= LARGEST_SLICE, `a slice of ${slice.length} fills is not a slice`);
        for (const { number, value } of slice) found.set(number, value);
      }
      sameValue(found, new Map(upTo(MANY).map((number) => [number, `v ${number}`])), 'all fills');
    },
  },
  {
    name: 'fill history is not loaded, and is not order history',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(append(LEG, 1, 'fill'), archive(LEG, 1, ['i'], 'order'), put(LEG, 'live'));
      sameValue(
        (await scope.records()).map(({ value }) => value),
        ['live'],
        'what is loaded',
      );
      sameValue(await scope.store.readHistory(LEG), 'order', 'the order history');
      sameValue(await scope.store.trimHistory(bench.now(), 10), 1, 'how many were trimmed');
      sameValue(await numbers(scope, 1, 10), [1], 'the fills after a trim');
    },
  },
  {
    name: 'fill history survives the end of its holder, and belongs to its scope',
    opensAgain: true,
    async check(bench) {
      const scope = await bench.acquire();
      const other = await bench.acquire({ ...SCOPE, userId: 'another' });
      await scope.commit(append(LEG, 1), append(LEG, 2));
      await other.commit(append(LEG, 2, 'other'));
      await scope.store.release();
      await other.store.release();
      await bench.restart();
      const next = await bench.acquire();
      sameValue(await numbers(next, 1, 10), [1, 2], 'the fills');
      const again = await bench.acquire({ ...SCOPE, userId: 'another' });
      sameValue(
        await again.store.fills(LEG, 1, 10),
        [{ number: 2, value: 'other' }],
        'the fills of the other',
      );
    },
  },
];
