import { describe, expect, it } from '@jest/globals';
import { CLOCK_START, VirtualClock } from './virtual-clock.js';

/** The times at which a listener of a clock ran, as seconds since its beginning. */
function stepsOf(clock: VirtualClock): number[] {
  const steps: number[] = [];
  clock.onStep(() => void steps.push((clock.now() - CLOCK_START) / 1_000));
  return steps;
}

describe('a virtual clock', () => {
  it('begins at the same time in every test, and stands still', async () => {
    expect(new VirtualClock().now()).toBe(Date.UTC(2024, 0, 1));
    expect(new VirtualClock(5).now()).toBe(5);
  });

  it('runs what is due each second, and at the end', async () => {
    const clock = new VirtualClock();
    const steps = stepsOf(clock);
    await clock.advance(2_500);
    await clock.advance(1_000);
    expect(steps).toEqual([1, 2, 2.5, 3.5]);
  });

  it('takes larger steps where it advances by more than an hour', async () => {
    const clock = new VirtualClock();
    const steps = stepsOf(clock);
    await clock.advance(3_600_000);
    expect(steps).toEqual(Array.from({ length: 3_600 }, (_, at) => at + 1));
    await clock.advance(24 * 3_600_000 + 1);
    expect(steps.length).toBeLessThanOrEqual(2 * 3_600);
    expect(steps.at(-1)).toBe(25 * 3_600 + 0.001);
  });

  it('runs what is due now when it advances by nothing', async () => {
    const clock = new VirtualClock();
    const steps = stepsOf(clock);
    await clock.advance(0);
    expect(steps).toEqual([0]);
  });

  it('waits for what runs, and is not advanced meanwhile', async () => {
    const clock = new VirtualClock();
    const done: number[] = [];
    clock.onStep(async () => {
      await Promise.resolve();
      done.push(clock.now() - CLOCK_START);
    });
    const advanced = clock.advance(2_000);
    await expect(clock.advance(1)).rejects.toThrow('Await its advance()');
    expect(() => clock.set(0)).toThrow('Await its advance()');
    await advanced;
    expect(done).toEqual([1_000, 2_000]);
  });

  it('goes on after what ran failed, and tells of that', async () => {
    const clock = new VirtualClock();
    const end = clock.onStep(() => Promise.reject(new Error('broken')));
    await expect(clock.advance(1_000)).rejects.toThrow('broken');
    end();
    await clock.advance(1_000);
    expect(clock.now()).toBe(CLOCK_START + 2_000);
  });

  it('moves at once where nothing runs by it, and when it is set', () => {
    const clock = new VirtualClock();
    void clock.advance(30 * 86_400_000);
    expect(clock.now()).toBe(CLOCK_START + 30 * 86_400_000);
    const steps = stepsOf(clock);
    clock.set(CLOCK_START);
    expect([clock.now(), steps]).toEqual([CLOCK_START, []]);
  });

  it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53])('takes no %d milliseconds', async (ms) => {
    await expect(new VirtualClock().advance(ms)).rejects.toThrow(RangeError);
    expect(() => new VirtualClock(ms)).toThrow(RangeError);
    expect(() => new VirtualClock().set(ms)).toThrow(RangeError);
  });
});
