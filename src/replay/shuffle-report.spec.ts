import { expect, it } from '@jest/globals';
import type { ShuffleResult } from './shuffle-case.js';
import { seedLine, shuffleReport } from './shuffle-report.js';

function row(name: string, more: Partial<ShuffleResult>) {
  const result = {
    messages: 4,
    deliveries: 10,
    endStates: 1,
    legs: 1,
    differences: [],
    notes: [],
    ...more,
  };
  return { name, result };
}

it('a report of a shuffle has a line a stream, that agrees or differs', () => {
  const rows = [
    row('a', { notes: ['no mapper'] }),
    row('b', { endStates: 3, differences: ['filled is 1', 'filled is 2'] }),
    row('c', { deliveries: 0, notes: ['no orders in it'] }),
  ];
  const lines = shuffleReport(rows).split('\n');
  expect(lines[1]).toMatch(/^a +4 +10 +1 +1 +agrees; no mapper$/);
  expect(lines[2]).toMatch(/^b +4 +10 +3 +1 +DIFFERS: filled is 1$/);
  expect(lines[3]).toMatch(/^c +4 +0 +1 +1 +no orders in it$/);
  expect(lines.at(-1)).toBe('3 cases, 20 deliveries, 1 differs');
});

it('the seed is said so that a run can be repeated', () => {
  expect(seedLine({ deliveries: 10, seed: 5 })).toContain('--shuffle 10 --seed 5 repeats this run');
});
