import { expect, it, jest } from '@jest/globals';
import { caseOf, CONVERGENCE_RUNS, divergenceOf, MOST_PERMUTED } from './convergence-check.js';
import { anySet } from './convergence-set.js';

const RUNS = Math.ceil(CONVERGENCE_RUNS * 0.4);

jest.setTimeout(60_000 + RUNS * 1_000);

it('sets of more than six messages: in random orders, repeated, over restarts, all end as in order', async () => {
  for (let seed = 1, sets = 0; sets < RUNS; seed++) {
    const sent = caseOf(seed, anySet(seed));
    if (sent.messages.length <= MOST_PERMUTED) continue;
    sets++;
    expect(await divergenceOf(sent)).toBeNull();
  }
});
