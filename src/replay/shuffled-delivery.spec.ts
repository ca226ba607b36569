import { expect, it } from '@jest/globals';
import { shuffledDelivery } from './shuffled-delivery.js';

const MESSAGES = Array.from({ length: 60 }, (_, at) => at);

it('a delivery has every message once or twice, in another order', () => {
  const delivered = shuffledDelivery(MESSAGES, 1);
  expect([...new Set(delivered)].sort((left, right) => left - right)).toEqual(MESSAGES);
  const counts = MESSAGES.map((each) => delivered.filter((other) => other === each).length);
  expect(Math.max(...counts)).toBe(2);
  expect(counts.filter((count) => count === 2).length).toBeLessThan(MESSAGES.length);
  expect(delivered.toSorted((left, right) => left - right)).not.toEqual(delivered);
});

it('a seed makes the same delivery again, another seed another one', () => {
  expect(shuffledDelivery(MESSAGES, 7)).toEqual(shuffledDelivery(MESSAGES, 7));
  expect(shuffledDelivery(MESSAGES, 8)).not.toEqual(shuffledDelivery(MESSAGES, 7));
});

it('any message can come first, and one of few comes twice', () => {
  const firsts = new Set(
    Array.from({ length: 100 }, (_, seed) => shuffledDelivery(['a', 'b', 'c'], seed)[0]),
  );
  expect(firsts.size).toBe(3);
  for (let seed = 0; seed < 50; seed++) expect(shuffledDelivery(['a'], seed)).toEqual(['a', 'a']);
  expect(shuffledDelivery([], 1)).toEqual([]);
});
