import { ScopeHeldError } from '../../stores/store.errors.js';
import { raceFor } from './acquire-race.js';
import type { CaseOfStore } from './case-of-store.js';
import { holder, SCOPE } from './conformance-bench.js';
import type { ConformanceBench } from './conformance-bench.js';
import { holds, rejectsWith, sameValue } from './expectations.js';
import { order, put } from './operations.js';

const RACERS = 8;

/** Who gets a scope. */
export const acquireCases: readonly CaseOfStore[] = [
  {
    name: 'a new scope is empty, at sequence 0 and a positive epoch',
    async check(bench) {
      const scope = await bench.acquire();
      sameValue(scope.store.sequence, 0, 'the sequence');
      holds(
        Number.isSafeInteger(scope.store.epoch) && scope.store.epoch > 0,
        'the epoch must be a positive integer',
      );
      sameValue(await scope.records(), [], 'what is loaded');
    },
  },
  {
    name: 'a second holder is refused with ScopeHeldError that names the first',
    async check(bench) {
      const scope = await bench.acquire();
      await refuses(bench, 2, 1);
      await scope.commit(put('k', 'the first goes on'));
    },
  },
  {
    name: 'a second process is refused with ScopeHeldError that names the first',
    opensAgain: true,
    async check(bench) {
      const scope = await bench.acquire();
      await bench.openAgain();
      await refuses(bench, 2, 1);
      await bench.store.close();
      await scope.commit(put('k', 'the first goes on'));
      sameValue(await scope.values(), new Map([[order('k'), 'the first goes on']]), 'what is loaded');
    },
  },
  {
    name: 'of several holders that acquire at once exactly one wins, and the others name it',
    check: (bench) => raceFor(Array.from({ length: RACERS }, () => bench.store)),
  },
  {
    name: 'of several processes that acquire at once exactly one wins, and the others name it',
    opensAgain: true,
    async check(bench) {
      const stores = [bench.store];
      while (stores.length < RACERS) stores.push(await bench.openAgain());
      await raceFor(stores);
    },
  },
  {
    name: 'acquired again by its holder it is the same hold: the epoch stays, and nobody is fenced',
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('k', 'first'));
      const again = await bench.acquire();
      sameValue(again.store.epoch, scope.store.epoch, 'the epoch of the second acquire');
      sameValue(again.store.sequence, 1, 'the sequence that the second acquire found');
      await scope.commit(put('k', 'second'));
      await refuses(bench, 2, 1);
    },
  },
  {
    name: 'the next holder gets a higher epoch, also when the clock stands or goes back',
    async check(bench) {
      let highest = 0;
      for (const number of [1, 2, 1, 3]) {
        const { store } = await bench.acquire(SCOPE, holder(number));
        holds(store.epoch > highest, `epoch ${store.epoch} must be higher than ${highest}`);
        highest = store.epoch;
        await store.release();
        bench.passTime(number === 2 ? -60_000 : 0);
      }
    },
  },
  {
    name: 'the next process gets a higher epoch, the sequence and the records',
    opensAgain: true,
    async check(bench) {
      const scope = await bench.acquire();
      await scope.commit(put('k', 'v'));
      await scope.commit(put('l', 'w'));
      await scope.store.release();
      bench.passTime(-60_000);
      await bench.restart();
      const next = await bench.acquire(SCOPE, holder(2));
      holds(next.store.epoch > scope.store.epoch, 'the epoch must be higher than that of the process before');
      sameValue(next.store.sequence, 2, 'the sequence');
      const both = new Map([
        [order('k'), 'v'],
        [order('l'), 'w'],
      ]);
      sameValue(await next.values(), both, 'what is loaded');
      await next.commit(put('k', 'next'));
    },
  },
  {
    name: 'one process holds one scope while another scope is given on',
    async check(bench) {
      const kept = await bench.acquire();
      const given = await bench.acquire({ ...SCOPE, userId: 'another' });
      await given.store.release();
      const taken = await bench.acquire({ ...SCOPE, userId: 'another' }, holder(2));
      await kept.commit(put('k', 'kept'));
      await taken.commit(put('k', 'taken'));
      sameValue(await kept.values(), new Map([[order('k'), 'kept']]), 'what is loaded of the kept one');
    },
  },
];

async function refuses(bench: ConformanceBench, second: number, first: number): Promise<void> {
  const attempt = bench.acquire(SCOPE, holder(second));
  const error = await rejectsWith(attempt, ScopeHeldError, `acquire by holder ${second}`);
  sameValue(error.holder, holder(first), 'the holder that the error names');
}
