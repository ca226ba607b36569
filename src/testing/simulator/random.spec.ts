import { expect, it } from '@jest/globals';
import { Random } from './random.js';

const draw = (random: Random): number[] => Array.from({ length: 1_000 }, () => random.integer(3, 7));

it('makes the same choices from the same seed, and others from another', () => {
  expect(draw(new Random(11))).toEqual(draw(new Random(11)));
  expect(draw(new Random(11))).not.toEqual(draw(new Random(12)));
});

it('makes every choice, and none outside', () => {
  expect(new Set(draw(new Random(0)))).toEqual(new Set([3, 4, 5, 6, 7]));
  const picked = Array.from({ length: 100 }, (_, seed) => new Random(seed).pick(['a', 'b']));
  expect(new Set(picked)).toEqual(new Set(['a', 'b']));
});

it('takes chances as often as it is told', () => {
  const random = new Random(1);
  const taken = (percent: number): number =>
    Array.from({ length: 1_000 }, () => random.chance(percent)).filter(Boolean).length;
  expect(taken(0)).toBe(0);
  expect(taken(100)).toBe(1_000);
  const some = taken(30);
  expect(some).toBeGreaterThan(200);
  expect(some).toBeLessThan(400);
});
