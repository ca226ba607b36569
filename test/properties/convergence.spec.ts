import { expect, it, jest } from '@jest/globals';
import { CONVERGENCE_RUNS, caseOf, divergenceOf } from './convergence-check.js';
import { anySet } from './convergence-set.js';

const RUNS = Math.ceil(CONVERGENCE_RUNS * 0.4);

jest.setTimeout(60_000 + RUNS * 100);

it('sets of messages of any size: in random orders, repeated, over restarts, all end as in order', async () => {
  for (let seed = 1; seed <= RUNS; seed++) expect(await divergenceOf(caseOf(seed, anySet(seed)))).toBeNull();
});
