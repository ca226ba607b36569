import { describe, expect, it } from '@jest/globals';
import { Arrivals, compareTimes, earliest, isOfExchange, latest, millisecondsOf } from './message-time.js';

const T = 1_700_000_000_000;
const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

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
    const now = arrivals.justNow('binance', 0, T + 99);
    expect(now).toBeGreaterThan(T + 5);
    expect(now).toBeLessThan(T + 6);
    expect(arrivals.justNow('binance', T + 9, T + 99)).toBeGreaterThan(T + 9);
  });

  it("just now has what passed on the cache's own clock since the exchange told its latest time, whichever that is", () => {
    let clock = T + HOUR;
    const arrivals = new Arrivals(() => clock);
    arrivals.timeOf(T - YEAR, 'binance');
    clock += 1_000;
    arrivals.timeOf(T - YEAR, 'binance');
    arrivals.timeOf(T - YEAR - 7, 'binance');
    expect(millisecondsOf(arrivals.justNow('binance', 0, clock + HOUR))).toBe(T - YEAR + 1_000 + HOUR);
    // A clock that goes back takes nothing away.
    expect(millisecondsOf(arrivals.justNow('binance', 0, T))).toBe(T - YEAR);
  });

  it("just now is the cache's own clock where the exchange never told a time, and after all arrivals", () => {
    const arrivals = new Arrivals(() => T);
    expect(millisecondsOf(arrivals.justNow('binance', 0, T))).toBe(T);
    const arrival = arrivals.timeOf(null, 'binance');
    expect(arrivals.justNow('binance', 0, T - HOUR)).toBeGreaterThan(-arrival);
  });

  it('just now after a restart is the latest time that the exchange had told', () => {
    const arrivals = new Arrivals(() => T);
    arrivals.saw(T - HOUR, 'binance');
    expect(millisecondsOf(arrivals.justNow('binance', 0, T + HOUR))).toBe(T - HOUR);
  });

  it.each([
    ['which tells times', T - YEAR],
    ['which never told a time', null],
  ])('without one comes after a snapshot that was adopted of an exchange %s', (_, told) => {
    let clock = T;
    const arrivals = new Arrivals(() => clock);
    arrivals.timeOf(told, 'binance');
    const snapshot = arrivals.justNow('binance', 0, clock + HOUR);
    arrivals.adopted(snapshot, 'binance');
    clock -= HOUR;
    const times = [1, 2].map(() => -arrivals.timeOf(null, 'binance'));
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(times[0]).toBeGreaterThan(snapshot);
    expect(times[1]).toBeLessThan(snapshot + 1);
  });
});
