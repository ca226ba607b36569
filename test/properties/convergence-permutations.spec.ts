import { expect, it, jest } from '@jest/globals';
import { Random } from '../../src/testing/index.js';
import { CONVERGENCE_RUNS, caseOf, divergenceOf, shuffled } from './convergence-check.js';
import type { Case } from './convergence-check.js';
import { withoutAmbiguousNames } from './convergence-names.js';
import { anySet } from './convergence-set.js';

const RUNS = Math.floor(CONVERGENCE_RUNS / 2);
/** Sizes of sets: six messages have 720 orders. */
const SIZES = [2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 6];

jest.setTimeout(60_000 + RUNS * 200);

it('sets of up to six messages: in each of their orders, repeated, over restarts, all end as in order', async () => {
  for (let seed = 1; seed <= RUNS; seed++) expect(await divergenceOf(smallCase(seed))).toBeNull();
});

/** Some messages of a set, the others lost. */
function smallCase(seed: number): Case {
  const random = new Random(seed);
  const whole = caseOf(seed, anySet(seed + 1_000_000));
  const kept = new Set(shuffled(whole.messages, random).slice(0, random.pick(SIZES)));
  return { ...whole, messages: withoutAmbiguousNames(whole.messages.filter((message) => kept.has(message))) };
}
