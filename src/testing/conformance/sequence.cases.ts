import type { CaseOfStore } from './case-of-store.js';
import { holds, sameValue } from './expectations.js';
import { archive, order, put, remove } from './operations.js';
import type { ScopeUnderTest } from './scope-under-test.js';

/** A scope at sequence 2, with one live record and one history entry. */
async function seed(scope: ScopeUnderTest): Promise<void> {
  await scope.commit(put('k', 'first'), archive('h', 1, ['i'], 'first'));
  await scope.commit(put('k', 'second'));
}

async function isUnchanged(scope: ScopeUnderTest): Promise<void> {
  sameValue(await scope.values(), new Map([[order('k'), 'second']]), 'what is loaded after it');
  sameValue(await scope.store.readHistory('h'), 'first', 'history after it');
  sameValue(await scope.store.historyKeys('i'), ['h'], 'history keys after it');
}

/** Which batches are taken, by their sequence. */
export const sequenceCases: readonly CaseOfStore[] = [
  {
    name: 'the batch that was committed last, sent again, is DUP and changes nothing',
    async check(bench) {
      const scope = await bench.acquire();
      await seed(scope);
      const { outcome } = await scope.send(2, remove('k'), archive('h', 2, ['j'], 'again'), put('new', 'v'));
      sameValue(outcome, 'DUP', 'the outcome');
      await isUnchanged(scope);
    },
  },
  {
    name: 'an older batch that arrives late is DUP and changes nothing',
    async check(bench) {
      const scope = await bench.acquire();
      await seed(scope);
      for (const sequence of [1, 0]) {
        const { outcome } = await scope.send(sequence, put('k', 'first'), archive('h', 2, ['j'], 'again'));
        sameValue(outcome, 'DUP', `the outcome of batch ${sequence}`);
      }
      await isUnchanged(scope);
    },
  },
  {
    name: 'a batch after a gap is GAP, names the stored sequence and changes nothing',
    async check(bench) {
      const scope = await bench.acquire();
      await seed(scope);
      for (const sequence of [4, 5, 1_000_000]) {
        const result = await scope.send(sequence, remove('k'), archive('h', 2, ['j'], 'gap'));
        sameValue(result, { outcome: 'GAP', storedSequence: 2 }, `the result of batch ${sequence}`);
      }
      await isUnchanged(scope);
      await scope.commit(put('k', 'third'));
      sameValue(await scope.values(), new Map([[order('k'), 'third']]), 'what is loaded after batch 3');
    },
  },
  {
    name: 'a new scope takes batch 1 only',
    async check(bench) {
      const scope = await bench.acquire();
      const result = await scope.send(2, put('k', 'v'));
      sameValue(result, { outcome: 'GAP', storedSequence: 0 }, 'the result of batch 2');
      sameValue(await scope.records(), [], 'what is loaded after it');
      await scope.commit(put('k', 'v'));
    },
  },
  {
    name: 'of the same batch sent several times at once one is OK',
    async check(bench) {
      const scope = await bench.acquire();
      const results = await Promise.all([1, 1, 1].map((sequence) => scope.send(sequence, put('k', 'v'))));
      const outcomes = results.map(({ outcome }) => outcome).sort();
      sameValue(outcomes, ['DUP', 'DUP', 'OK'], 'the outcomes');
    },
  },
  {
    name: 'the sequence goes on in the next life of a scope',
    async check(bench) {
      const scope = await bench.acquire();
      sameValue(scope.store.sequence, 0, 'the sequence of a new scope');
      await seed(scope);
      await scope.store.release();
      const next = await bench.acquire();
      sameValue(next.store.sequence, 2, 'the sequence after two batches');
      sameValue((await next.send(2, put('k', 'stale'))).outcome, 'DUP', 'the outcome of batch 2');
      const result = await next.send(4, put('k', 'gap'));
      holds(result.outcome === 'GAP' && result.storedSequence === 2, 'batch 4 must be GAP after sequence 2');
      await isUnchanged(next);
      await next.commit(put('k', 'third'));
    },
  },
];
