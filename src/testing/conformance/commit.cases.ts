import { CacheKey } from '../../stores/cache-key.js';
import type { CaseOfStore } from './case-of-store.js';
import { SCOPE } from './conformance-bench.js';
import { holds, sameValue } from './expectations.js';
import { archive, order, put, remove, STRANGE_KEYS } from './operations.js';

const MANY = 10_000;
const MEGABYTE = 1_048_576;

/** What a batch does to records. */
export const commitCases: readonly CaseOfStore[] = [
  {
    name: 'a batch puts, replaces and deletes records',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('kept', '1'), put('replaced', '1'), put('deleted', '1'));
      await scope.commit(put('replaced', '2'), remove('deleted'));
      sameValue(
        await scope.values(),
        new Map([
          [order('kept'), '1'],
          [order('replaced'), '2'],
        ]),
        'what is loaded',
      );
    },
  },
  {
    name: 'deleting a record that is not there is fine',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(remove('never there'), put('k', 'v'));
      await scope.commit(remove('never there'));
      sameValue(await scope.values(), new Map([[order('k'), 'v']]), 'what is loaded');
    },
  },
  {
    name: 'the same key under two types is two records',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('k', 'an order'), put('k', 'a base', CacheKey.BASE));
      await scope.commit(remove('k'));
      const left = new Map([[`${CacheKey.BASE} k`, 'a base']]);
      sameValue(await scope.values(), left, 'what is loaded');
    },
  },
  {
    name: 'in a batch the last operation on a key wins',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('old', '1'));
      await scope.commit(
        put('put then deleted', '1'),
        remove('put then deleted'),
        remove('old'),
        put('old', '2'),
        put('put twice', '1'),
        put('put twice', '2'),
      );
      const left = new Map([
        [order('old'), '2'],
        [order('put twice'), '2'],
      ]);
      sameValue(await scope.values(), left, 'what is loaded');
    },
  },
  {
    name: 'an empty batch is committed and counts',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit();
      await scope.commit(put('k', 'v'));
      sameValue(await scope.values(), new Map([[order('k'), 'v']]), 'what is loaded');
    },
  },
  {
    name: 'a commit says what it survives',
    async check(bench) {
      const scope = await bench.acquire();
      const result = await scope.send(1, put('k', 'v'));
      const again = await scope.send(1, put('k', 'v'));
      holds(result.outcome === 'OK' && again.outcome === 'DUP', 'a batch sent twice must be OK, then DUP');
      const levels = ['nothing', 'process', 'server', 'failover'];
      holds(levels.includes(result.survives), `survives must be one of ${levels.join(', ')}`);
      sameValue(again.survives, result.survives, 'what the same batch survives when it is sent again');
    },
  },
  ...STRANGE_KEYS.map((key): CaseOfStore => ({
    name: `a key is data: ${describe(key)}`,
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put(key, 'live'), put('neighbour', 'live'), archive(key, 1, [key], 'history'));
      const both = new Map([
        [order(key), 'live'],
        [order('neighbour'), 'live'],
      ]);
      sameValue(await scope.values(), both, 'what is loaded');
      sameValue(await scope.store.readHistory(key), 'history', 'the history entry of the key');
      sameValue(await scope.store.historyKeys(key), [key], 'the history keys under an index of that name');
      await scope.commit(remove(key));
      sameValue(await scope.values(), new Map([[order('neighbour'), 'live']]), 'what is loaded after it');
    },
  })),
  {
    name: 'strange keys beside each other do not touch each other',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(...STRANGE_KEYS.map((key, index) => put(key, `${index}`)));
      const all = new Map(STRANGE_KEYS.map((key, index) => [order(key), `${index}`]));
      sameValue(await scope.values(), all, 'what is loaded');
    },
  },
  {
    name: 'a value is data: empty, strange, and 1 MB long',
    async check(bench) {
      const scope = await bench.acquire();
      const values = ['', ':', '\u0000', '{"a":"ü🚀"}\r\n', 'x'.repeat(MEGABYTE), 'ü'.repeat(MEGABYTE)];
      await scope.commit(...values.map((value, index) => put(`k${index}`, value)));
      const all = new Map(values.map((value, index) => [order(`k${index}`), value]));
      sameValue(await scope.values(), all, 'what is loaded');
    },
  },
  {
    name: 'a batch of 10,000 operations is committed whole',
    async check(bench) {
      const scope = await bench.acquire();
      const numbers = Array.from({ length: MANY }, (_, index) => index);
      await scope.commit(...numbers.map((number) => put(`k${number}`, `${number}`)));
      await scope.commit(
        ...numbers.map((number) => (number % 2 === 0 ? remove(`k${number}`) : put(`k${number}`, 'odd'))),
      );
      const values = await scope.values();
      sameValue(values.size, MANY / 2, 'how many records are loaded');
      holds(
        [...values.values()].every((value) => value === 'odd'),
        "every record must be the second batch's",
      );
    },
  },
  {
    name: 'two scopes are written at once and do not touch each other',
    async check(bench) {
      const one = await bench.acquire();
      const other = await bench.acquire({ ...SCOPE, userId: 'another' });
      await Promise.all([one.commit(put('k', 'one')), other.commit(put('k', 'other'))]);
      await Promise.all([one.commit(archive('h', 1, ['i'], 'one')), other.commit(remove('k'))]);
      sameValue(await one.values(), new Map([[order('k'), 'one']]), 'what is loaded of the one');
      sameValue(await other.values(), new Map(), 'what is loaded of the other');
      sameValue(await other.store.readHistory('h'), null, 'history of the other');
      sameValue(await other.store.historyKeys('i'), [], 'history keys of the other');
    },
  },
  {
    name: 'scopes (a, b:c) and (a:b, c) are two',
    async check(bench) {
      const one = await bench.acquire({ strategyId: 'a', userId: 'b:c' });
      const other = await bench.acquire({ strategyId: 'a:b', userId: 'c' });
      const third = await bench.acquire({ strategyId: 'a', userId: 'b' });
      await one.commit(put('k', 'v'));
      sameValue(await other.values(), new Map(), 'what is loaded of the other');
      sameValue(await third.values(), new Map(), 'what is loaded of scope (a, b)');
      sameValue((await bench.acquire({ strategyId: 'a:b', userId: 'c' })).store.sequence, 0, 'its sequence');
    },
  },
];

function describe(key: string): string {
  const text = JSON.stringify(key).replace(
    /[^ -~]/gu,
    (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
  );
  return text.length <= 30 ? text : `${text.slice(0, 5)}..${text.slice(-5)}, ${key.length} characters`;
}
