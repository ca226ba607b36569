import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FACT_FIELDS, joinFacts } from './order-facts.js';
import type { StampedFacts } from './order-facts.js';

const T = 1_700_000_000_000;

/** What reports with a time told. */
const told: fc.Arbitrary<StampedFacts> = fc.record({
  clientOrderId: fc.constantFrom(null, 'a', 'b'),
  type: fc.constantFrom(null, 'LIMIT', 'MARKET'),
  timeInForce: fc.constantFrom(null, 'GTC'),
  price: fc.constantFrom(null, '9', '10'),
  amount: fc.constantFrom(null, '1', '2'),
  reduceOnly: fc.constantFrom(null, true, false),
  reason: fc.constantFrom(null, 'why', 'because'),
  at: fc.constantFrom(T, T + 1, T + 2),
  filled: fc.constantFrom('0', '9', '10'),
  rank: fc.integer({ min: 2, max: 7 }),
  older: fc.constant(null),
  told: fc.constant(null),
});
const list = fc.array(told, { minLength: 1, maxLength: 5 });

function joined([first, ...rest]: readonly StampedFacts[]): StampedFacts {
  return rest.reduce(joinFacts, first as StampedFacts);
}

function fields(facts: StampedFacts): unknown {
  return [...FACT_FIELDS.map((field) => facts[field]), facts.at, facts.filled, facts.rank];
}

describe('rule 9: what describes an order', () => {
  it('is the same in whatever order its reports come', () => {
    const shuffled = list.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => expect(fields(joined(other))).toEqual(fields(joined(all)))),
      { numRuns: 2_000 },
    );
  });

  it('is the same object when they come again', () => {
    fc.assert(
      fc.property(list, (all) => {
        const facts = joined(all);
        for (const each of all) expect(joinFacts(facts, each)).toBe(facts);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same where two records know a part each', () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        const whole = fields(joined([...left, ...right]));
        expect(fields(joinFacts(joined(left), joined(right)))).toEqual(whole);
        expect(fields(joinFacts(joined(right), joined(left)))).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });
});
