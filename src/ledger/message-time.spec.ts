import { describe, expect, it } from '@jest/globals';
import { Arrivals, compareTimes, earliest, isOfExchange, latest, millisecondsOf } from './message-time.js';

const T = 1_700_000_000_000;

describe('the time of a message', () => {
  it("is the exchange's where it told one", () => {
    const arrivals = new Arrivals(() => T + 99);
    expect(arrivals.timeOf(T, 'binance')).toBe(T);
  });

  it("is its arrival by the cache's clock where it told none, and no two are equal though that stands still or goes back", () => {
    const clock = [T, T, T - 5_000];
    const arrivals = new Arrivals(() => clock.shift() ?? 0);
    const times = [1, 2, 3].map(() => arrivals.timeOf(null, 'binance'));
    expect(times.map(isOfExchange)).toEqual([false, false, false]);
    expect(times.map(millisecondsOf)).toEqual([T, T, T]);
    expect([...times].sort(compareTimes)).toEqual(times);
    expect(new Set(times).size).toBe(3);
  });

  it('goes on after the arrivals that a store had', () => {
    const arrivals = new Arrivals(() => T);
    arrivals.saw(-(T + 7), 'binance');
    expect(compareTimes(arrivals.timeOf(null, 'binance'), -(T + 7))).toBeGreaterThan(0);
  });

  it('of an exchange is later than every arrival, and counts before it', () => {
    expect(compareTimes(0, -T)).toBeGreaterThan(0);
    for (const [left, right] of [[T, -T - 9], [-T - 9, T]] as const)
      expect([earliest(left, right), latest(left, right)]).toEqual([T, T]);
    expect([earliest(T, T + 1), latest(T, T + 1)]).toEqual([T, T + 1]);
    expect([earliest(-T, -T - 1), latest(-T, -T - 1)]).toEqual([-T, -T - 1]);
  }); // prettier-ignore

  it('just now is later than all that the exchange told, and earlier than its next millisecond', () => {
    const arrivals = new Arrivals(() => T + 99);
    arrivals.timeOf(T + 5, 'binance');
    arrivals.timeOf(T + 3, 'binance');
    arrivals.timeOf(T + 50, 'okx');
    const now = arrivals.justNow('binance', 0);
    expect(now).toBeGreaterThan(T + 5);
    expect(now).toBeLessThan(T + 6);
    expect(arrivals.justNow('binance', T + 9)).toBeGreaterThan(T + 9);
  });
});
