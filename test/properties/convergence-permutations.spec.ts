import { expect, it, jest } from '@jest/globals';
import { Random } from '../../src/testing/index.js';
import { caseOf, CONVERGENCE_RUNS, divergenceOf, lawful, shuffled } from './convergence-check.js';
import type { Case } from './convergence-check.js';
import { anySet } from './convergence-set.js';

const RUNS = Math.floor(CONVERGENCE_RUNS * 0.6);

jest.setTimeout(60_000 + RUNS * 2_000);

it('sets of up to six messages: in each of their orders, repeated, over restarts, all end as in order', async () => {
  for (let seed = 1; seed <= RUNS; seed++) expect(await divergenceOf(smallCase(seed))).toBeNull();
});

/** Some messages of a set, the others lost. */
function smallCase(seed: number): Case {
  const random = new Random(seed);
  const whole = caseOf(seed, anySet(seed + 1_000_000));
  const kept = new Set(shuffled(whole.messages, random).slice(0, sizeOf(random)));
  return lawful({ ...whole, messages: whole.messages.filter((message) => kept.has(message)) });
}

/** Six messages have 720 orders, five 120, four 24: few of the largest. */
function sizeOf(random: Random): number {
  const drawn = random.integer(1, 100);
  if (drawn <= 1) return 6;
  if (drawn <= 7) return 5;
  return drawn <= 47 ? 4 : drawn <= 90 ? 3 : 2;
}
