import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { atOnce, sortInSteps } from './steps.js';

it('sorts in steps as an array sorts at once: equal items keep their order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      (numbers, atOnceMost) => {
        const items = numbers.map((number, place) => ({ number, place }));
        expect(atOnce(sortInSteps(items, byNumber, atOnceMost))).toEqual([...items].sort(byNumber));
      },
    ),
  );
});

it('pauses a sort after so many items, however many there are', () => {
  const most = 10;
  let compared = 0;
  const items = Array.from({ length: 1_000 }, (_, at) => (at * 7_919) % 1_000);
  const sorting = sortInSteps(
    items,
    (left, right) => {
      compared++;
      return left - right;
    },
    most,
  );
  let longest = 0;
  for (let isDone = false; !isDone;) {
    const before = compared;
    isDone = sorting.next().done === true;
    longest = Math.max(longest, compared - before);
  }
  // Sorting ten items compares less than each with each.
  expect(longest).toBeLessThan((most * most) / 2);
  expect(compared).toBeGreaterThan(items.length);
});

function byNumber(left: { readonly number: number }, right: { readonly number: number }): number {
  return left.number - right.number;
}
