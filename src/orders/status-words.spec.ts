import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endOf, joinWord, mergeWords, NO_WORDS, typeOf } from './status-words.js';
import type { StatusWords } from './status-words.js';

const T = 1_700_000_000_000;

const word = fc.record({
  status: fc.constantFrom('ACCEPTED', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'EXPIRED', 'REJECTED'),
  type: fc.constantFrom(null, 'LIMIT', 'MARKET', 'STOP_MARKET'),
  at: fc.constantFrom(null, T, T + 1, T + 2),
});
type Word = typeof word extends fc.Arbitrary<infer Value> ? Value : never;
const words = fc.array(word, { maxLength: 6 });
const shuffled = words.chain((told) =>
  fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length })),
);

function joined(told: readonly Word[], known: StatusWords = NO_WORDS): StatusWords {
  return told.reduce((all, { status, type, at }) => joinWord(all, status, type, at), known);
}

/** The same words, and no shorter way to write them. */
function inFull({ filledAt, types }: StatusWords): StatusWords {
  return { filledAt, types };
}

/** What follows from the words. */
function meaning(of: StatusWords): unknown {
  return [of.filledAt, endOf(of), ...['LIMIT', 'MARKET', 'STOP_MARKET'].map((type) => typeOf(of, type))];
}

describe('what reports said of a status', () => {
  it('means the same in whatever order they came', () => {
    fc.assert(
      fc.property(shuffled, ([told, other]) => expect(meaning(joined(other))).toEqual(meaning(joined(told)))),
      { numRuns: 2_000 },
    );
  });

  it('is joined alike whether they stand in short or in full', () => {
    fc.assert(
      fc.property(words, (told) => {
        let [short, full] = [NO_WORDS, inFull(NO_WORDS)];
        for (const { status, type, at } of told) {
          const before = short;
          const fullBefore = inFull(full);
          short = joinWord(short, status, type, at);
          full = joinWord(fullBefore, status, type, at);
          expect(inFull(short)).toEqual(inFull(full));
          expect(short === before).toBe(full === fullBefore);
          expect(meaning(short)).toEqual(meaning(inFull(short)));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same object when they come again', () => {
    fc.assert(
      fc.property(words, (told) => {
        const all = joined(told);
        expect(joined(told, all)).toBe(all);
        expect(mergeWords(all, joined(told))).toBe(all);
      }),
    );
  });

  it('means the same where two records know a part each', () => {
    fc.assert(
      fc.property(words, words, (left, right) => {
        const whole = meaning(joined([...left, ...right]));
        expect(meaning(mergeWords(joined(left), joined(right)))).toEqual(whole);
        expect(meaning(mergeWords(joined(right), joined(left)))).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
  });
});
