import type { Operation } from '../../stores/batch.js';
import { CacheKey } from '../../stores/cache-key.js';
import { fillKey } from '../../stores/fill-key.js';
import { LIVE_TYPES } from '../../stores/live-type.js';
import type { LiveType } from '../../stores/live-type.js';
import { checksumOf, SUMMED_TYPES } from '../../stores/record-sum.js';
import type { RecordTotal } from '../../stores/record-sum.js';
import type { CaseOfStore } from './case-of-store.js';
import { holder, SCOPE } from './conformance-bench.js';
import { sameValue } from './expectations.js';
import { append, archive, drop, put, putUntil, recount, remove, sealed } from './operations.js';
import type { ScopeUnderTest } from './scope-under-test.js';

const LEG = 'binance:BTCUSDT:NET';
const MANY = 1_200;
const MODULUS = 2 ** 32;
const LIVE: readonly LiveType[] = LIVE_TYPES.filter((type) => type !== CacheKey.MARKET_DATA);

/** The total of these records. */
function totalOf(...values: readonly string[]): RecordTotal {
  const sum = values.reduce((before, value) => (before + checksumOf(value)) % MODULUS, 0);
  return { count: values.length, sum };
}

async function sumOf(
  scope: ScopeUnderTest,
  type: CacheKey = CacheKey.ORDER,
): Promise<RecordTotal | undefined> {
  return (await scope.store.sums()).get(type);
}

/** What `sums` gives must be what is there, and be this for one type. */
async function expectSum(scope: ScopeUnderTest, type: CacheKey, ...values: readonly string[]): Promise<void> {
  sameValue(await sumOf(scope, type), totalOf(...values), `the sum of ${type}`);
  sameValue(await scope.store.sums(), await scope.present(), 'all sums');
}

const [A, B, C, D] = [sealed(1), sealed(2), sealed(3), sealed(4)] as const;

/** A scope at sequence 2, with something of each kind. */
async function seed(scope: ScopeUnderTest): Promise<void> {
  await scope.commit(put('k', A), put('l', B), archive('h', 1, ['i'], A), append(LEG, 1, A));
  await scope.commit(put('k', C), append(LEG, 2, B));
}

const CHANGES: readonly Operation[] = [
  put('k', D),
  put('new', D),
  remove('l'),
  archive('h', 2, ['j'], D),
  archive('new', 2, ['j'], D),
  append(LEG, 1, D),
  append(LEG, 3, D),
  drop(LEG, 2, 2),
  recount(CacheKey.BALANCE, 7, 7),
];

/** What would undo most of `CHANGES`. */
const LATE: readonly Operation[] = [
  put('k', A),
  remove('new'),
  archive('h', 1, ['i'], A),
  drop(LEG, 1, 3),
  recount(CacheKey.BALANCE, 0, 0),
];

/** The counts and sums by which a scope notices what vanished. */
export const sumCases: readonly CaseOfStore[] = [
  {
    name: 'a new scope has a sum of nothing for each type but market data',
    async check(bench) {
      const scope = await bench.acquire();
      const none = new Map(SUMMED_TYPES.map((type) => [type, { count: 0, sum: 0 }]));
      sameValue(await scope.store.sums(), none, 'the sums');
    },
  },
  {
    name: 'sums follow what is put, replaced and deleted, for each type by itself',
    async check(bench) {
      const scope = await bench.acquire();
      for (const type of LIVE) {
        await scope.commit(put('a', A, type), put('b', B, type));
        await expectSum(scope, type, A, B);
        await scope.commit(put('a', C, type), put('b', B, type), put('c', D, type));
        await expectSum(scope, type, C, B, D);
        await scope.commit(remove('a', type), remove('never there', type));
        await expectSum(scope, type, B, D);
      }
      for (const type of LIVE) await expectSum(scope, type, B, D);
    },
  },
  {
    name: 'a record that a batch changes several times is summed as it ends',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('a', A), put('b', A), put('c', A));
      await scope.commit(
        put('a', B),
        put('a', C),
        put('b', B),
        remove('b'),
        remove('c'),
        put('c', D),
        put('new', A),
        remove('new'),
        remove('old'),
        put('old', B),
        put('old', D),
      );
      await expectSum(scope, CacheKey.ORDER, C, D, D);
    },
  },
  {
    name: 'sums follow history: archived, archived again, trimmed',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(archive('a', 1, ['i'], A), archive('b', 2, ['i', 'j'], B), archive('c', 3, [], C));
      await expectSum(scope, CacheKey.HISTORY, A, B, C);
      await scope.commit(archive('a', 4, ['j'], D), archive('d', 5, [], A), archive('d', 6, [], B));
      await expectSum(scope, CacheKey.HISTORY, D, B, C, B);
      await scope.store.trimHistory(4, 10);
      await expectSum(scope, CacheKey.HISTORY, D, B);
      await scope.store.trimHistory(10, 10);
      await expectSum(scope, CacheKey.HISTORY);
    },
  },
  {
    name: 'sums follow the fill history: appended, written again, dropped',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(append(LEG, 1, A), append(LEG, 2, B), append(LEG, 3, B), append('other', 1, C));
      await expectSum(scope, CacheKey.FILL, A, B, B, C);
      await scope.commit(append(LEG, 3, D), append(LEG, 3, A), append(LEG, 4, D));
      await expectSum(scope, CacheKey.FILL, A, B, A, D, C);
      await scope.commit(drop(LEG, 1, 2), drop(LEG, 2, 3), drop(LEG, 50, 60), append(LEG, 3, C));
      await expectSum(scope, CacheKey.FILL, C, D, C);
    },
  },
  {
    name: 'market data is not summed, whether it expires or not',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(putUntil(bench.now() + 1, 'm', A), put('n', B, CacheKey.MARKET_DATA), put('k', C));
      bench.passTime(2);
      await scope.commit(remove('n', CacheKey.MARKET_DATA));
      sameValue(await sumOf(scope, CacheKey.MARKET_DATA), undefined, 'the sum of market data');
      await expectSum(scope, CacheKey.ORDER, C);
    },
  },
  {
    name: 'a record with the name of a codec in its head is summed too; one without a checksum is counted',
    async check(bench) {
      const scope = await bench.acquire();
      const coded = ['1/deflate:00000010:x', '1/a_b-9:000000ff:'];
      const without = [
        '',
        'v',
        '1:x',
        '1:0000000g:',
        '1:00000001',
        '1/:00000001:',
        '2:00000001:',
        ':00000001:',
      ];
      const keys = [...coded, ...without].map((value, at) => put(`k${at}`, value));
      await scope.commit(...keys);
      sameValue(await sumOf(scope), { count: 10, sum: 0x10f }, 'the sum');
      await scope.commit(...keys.slice(1).map((_, at) => remove(`k${at + 1}`)));
      sameValue(await sumOf(scope), { count: 1, sum: 0x10 }, 'the sum after they were deleted');
    },
  },
  {
    name: 'sums go round at 2^32',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('a', '1:ffffffff:'), put('b', '1:00000003:'));
      sameValue(await sumOf(scope), { count: 2, sum: 2 }, 'the sum of 2^32 - 1 and 3');
      await scope.commit(remove('b'));
      sameValue(await sumOf(scope), { count: 1, sum: MODULUS - 1 }, 'the sum without 3');
      await scope.commit(put('a', '1:00000000:'));
      sameValue(await sumOf(scope), { count: 1, sum: 0 }, 'the sum of 0');
    },
  },
  {
    name: 'a batch that is sent twice changes sums once',
    async check(bench) {
      const scope = await bench.acquire();
      await seed(scope);
      await scope.commit(...CHANGES);
      const once = await scope.store.sums();
      sameValue((await scope.send(3, ...CHANGES)).outcome, 'DUP', 'the outcome of the same batch');
      for (const sequence of [3, 2, 1]) {
        const late = await scope.send(sequence, ...LATE);
        sameValue(late.outcome, 'DUP', `the outcome of batch ${sequence} that arrives late`);
      }
      sameValue(await scope.store.sums(), once, 'the sums after it');
    },
  },
  {
    name: 'a batch that is GAP or FENCED, and a trim by an old holder, change no sums',
    async check(bench) {
      const scope = await bench.acquire();
      await seed(scope);
      const before = await scope.store.sums();
      sameValue((await scope.send(4, ...CHANGES)).outcome, 'GAP', 'the outcome after a gap');
      sameValue(await scope.store.sums(), before, 'the sums after a gap');
      await scope.store.release();
      const next = await bench.acquire(SCOPE, holder(2));
      sameValue((await scope.send(3, ...CHANGES)).outcome, 'FENCED', 'the outcome of an old holder');
      await scope.store.trimHistory(bench.now(), 10);
      sameValue(await next.store.sums(), before, 'the sums after it');
    },
  },
  {
    name: 'a recount sets a sum before the other operations of its batch, wherever it stands',
    async check(bench) {
      const scope = await bench.acquire();
      await seed(scope);
      const before = await scope.store.sums();
      const { count, sum } = totalOf(A, B, C);
      await scope.commit(recount(CacheKey.ORDER, count, sum), put('new', D));
      sameValue(await sumOf(scope), totalOf(A, B, C, D), 'the sum of orders after a recount and a put');
      await scope.commit(put('newer', A), archive('h', 9, [], B), recount(CacheKey.ORDER, 0, 0));
      sameValue(await sumOf(scope), totalOf(A), 'the sum of orders after a put and a recount');
      await scope.commit(recount(CacheKey.HISTORY, count, sum), recount(CacheKey.FILL, 5, MODULUS - 1));
      const expected = new Map<CacheKey, RecordTotal>(before)
        .set(CacheKey.ORDER, totalOf(A))
        .set(CacheKey.HISTORY, { count, sum })
        .set(CacheKey.FILL, { count: 5, sum: MODULUS - 1 });
      sameValue(await scope.store.sums(), expected, 'all sums');
      await scope.commit(
        archive('new', 1, [], D),
        recount(CacheKey.HISTORY, 0, 0),
        append(LEG, 9, C),
        recount(CacheKey.FILL, 0, 0),
      );
      sameValue(await sumOf(scope, CacheKey.HISTORY), totalOf(D), 'the sum of history');
      sameValue(await sumOf(scope, CacheKey.FILL), totalOf(C), 'the sum of fills');
    },
  },
  {
    name: 'many records are summed, in a batch and in all',
    async check(bench) {
      const scope = await bench.acquire();
      const numbers = Array.from({ length: MANY }, (_, number) => number);
      await scope.commit(...numbers.map((number) => put(`k${number}`, sealed(number))));
      await scope.commit(
        ...numbers.map((number) => (number % 3 === 0 ? remove(`k${number}`) : put(`k${number}`, A))),
        ...numbers.map((number) => append(LEG, number + 1, sealed(number))),
        ...numbers.map((number) => archive(`k${number}`, number, [], sealed(number))),
      );
      await expectSum(scope, CacheKey.ORDER, ...numbers.filter((number) => number % 3 !== 0).map(() => A));
      await scope.commit(drop(LEG, 1, 700));
      await expectSum(scope, CacheKey.FILL, ...numbers.slice(700).map(sealed));
      await scope.store.trimHistory(400, 1_000);
      await expectSum(scope, CacheKey.HISTORY, ...numbers.slice(400).map(sealed));
    },
  },
  {
    name: 'the checksums of all history and of all fills can be read through, as they were written last',
    async check(bench) {
      const scope = await bench.acquire();
      const numbers = Array.from({ length: MANY }, (_, at) => at + 1);
      await scope.commit(...numbers.map((number) => append(LEG, number, sealed(number))));
      await scope.commit(...numbers.map((number) => archive(`k${number}`, number, [], sealed(number))));
      await scope.commit(append(LEG, 1, D), archive('k1', 1, [], D), append('', 1, 'no checksum'));
      const checksums = numbers.map((number) => checksumOf(number === 1 ? D : sealed(number)));
      sameValue(
        await scope.checksums(CacheKey.HISTORY),
        new Map(checksums.map((checksum, at) => [`k${at + 1}`, checksum])),
        'the checksums of history',
      );
      const fills = new Map(checksums.map((checksum, at) => [fillKey(LEG, at + 1), checksum]));
      sameValue(await scope.checksums(CacheKey.FILL), fills.set(fillKey('', 1), 0), 'the checksums of fills');
    },
  },
  {
    name: 'sums survive the end of their holder, and belong to their scope',
    opensAgain: true,
    async check(bench) {
      const scope = await bench.acquire();
      await seed(scope);
      const other = await bench.acquire({ ...SCOPE, userId: 'another' });
      await other.commit(put('k', D));
      const before = await scope.store.sums();
      await scope.store.release();
      await other.store.release();
      await bench.restart();
      const next = await bench.acquire(SCOPE, holder(2));
      sameValue(await next.store.sums(), before, 'the sums in the next life');
      await next.commit(put('k', D));
      await expectSum(next, CacheKey.ORDER, D, B);
      await expectSum(await bench.acquire({ ...SCOPE, userId: 'another' }), CacheKey.ORDER, D);
    },
  },
];
