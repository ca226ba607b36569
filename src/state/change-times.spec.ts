import { expect, it } from '@jest/globals';
import { ChangeTimes } from './change-times.js';

it('a change has the time of the last one that was noted before it', () => {
  const times = new ChangeTimes();
  for (const [tick, time] of [[1, 10], [5, 20], [6, 30]] as const) times.note(tick, time); // prettier-ignore
  expect([1, 4, 5, 6, 9].map((tick) => times.at(tick))).toEqual([10, 10, 20, 30, 30]);
});

it('keeps little more than what can be asked for, and forgets nothing of that', () => {
  const times = new ChangeTimes();
  const kept = (): number => (times as unknown as { ticks: number[] }).ticks.length;
  for (let tick = 1; tick <= 10_000; tick++) {
    times.note(tick, tick * 2);
    const oldest = Math.max(1, tick - 100);
    times.forget(oldest);
    expect(times.at(oldest)).toBe(oldest * 2);
    expect(kept()).toBeLessThanOrEqual(205);
  }
});
