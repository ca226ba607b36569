import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { integerText } from './integer-text.js';

it('is the text of every integer that a number holds', () => {
  const edges = [
    0,
    -0,
    -1,
    999_999_999,
    1e9,
    1e9 + 1,
    8_000_000_000,
    1_000_000_000_007,
    Number.MAX_SAFE_INTEGER,
  ];
  for (const integer of edges) expect(integerText(integer)).toBe(String(integer));
  fc.assert(
    fc.property(fc.maxSafeInteger(), (integer) => {
      expect(integerText(integer)).toBe(String(integer));
    }),
    { numRuns: 2_000 },
  );
});
