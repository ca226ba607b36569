import { beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LatencyHistogram } from './latency-histogram.js';

const MINUTE = 60_000;
const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) };

let now: number;
let histogram: LatencyHistogram;

beforeEach(() => {
  now = 0;
  histogram = new LatencyHistogram(() => now);
});

it('tells nothing of what was not measured', () => {
  expect(histogram.read()).toEqual({ count: 0, p50Ms: null, p99Ms: null, maxMs: null });
});

it('is at most 7 % above the true quantiles, never below, and has the true maximum', () => {
  const latency = fc.double({ min: 0.001, max: 86_400_000, noNaN: true });
  fc.assert(
    fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), (given) => {
      const measured = new LatencyHistogram(() => now);
      for (const each of given) measured.add(each);
      const sorted = given.toSorted((left, right) => left - right);
      const trueAt = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] as number;
      const { count, p50Ms, p99Ms, maxMs } = measured.read();
      expect([count, maxMs]).toEqual([given.length, sorted.at(-1)]);
      for (const [told, real] of [
        [p50Ms as number, trueAt(0.5)],
        [p99Ms as number, trueAt(0.99)],
      ] as const) {
        expect(told).toBeGreaterThanOrEqual(real * (1 - 1e-12));
        expect(told).toBeLessThanOrEqual(real * 1.07);
      }
    }),
    RUNS,
  );
});

it('takes what is too short, too long, or of a clock that was set back', () => {
  for (const each of [0, 0.000_1, -5, Number.NaN, 1e15]) histogram.add(each);
  expect(histogram.read()).toMatchObject({ count: 5, p50Ms: 0.001_062_5, maxMs: 1e15 });
});

it('takes several that took as long at once as if they came one after the other', () => {
  const group = fc.record({
    ms: fc.double({ min: 0.001, max: 10_000, noNaN: true }),
    times: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 20 }), (groups) => {
      const [atOnce, each] = [new LatencyHistogram(() => now), new LatencyHistogram(() => now)];
      for (const { ms, times } of groups) {
        atOnce.add(ms, times);
        for (let time = 0; time < times; time++) each.add(ms);
      }
      expect(atOnce.read()).toEqual(each.read());
    }),
    RUNS,
  );
});

it('forgets what is older than five minutes, slice by slice', () => {
  histogram.add(1_000);
  now = 4 * MINUTE + MINUTE - 1;
  histogram.add(1);
  expect(histogram.read()).toMatchObject({ count: 2, maxMs: 1_000 });
  now += 1;
  expect(histogram.read()).toMatchObject({ count: 1, maxMs: 1 });
  histogram.add(2);
  expect(histogram.read()).toMatchObject({ count: 2, maxMs: 2 });
  now += 60 * MINUTE;
  expect(histogram.read().count).toBe(0);
});
