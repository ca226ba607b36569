import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Backoff } from './backoff.js';

let backoff: Backoff;

beforeEach(() => {
  jest.useFakeTimers();
  backoff = new Backoff();
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** How long the next pause is (ms). */
async function pause(): Promise<number> {
  const since = Date.now();
  const paused = backoff.pause();
  await jest.runAllTimersAsync();
  await paused;
  return Date.now() - since;
}

async function pauses(count: number): Promise<number[]> {
  const all: number[] = [];
  for (let at = 0; at < count; at++) all.push(await pause());
  return all;
}

describe('the pauses between attempts', () => {
  it('double, up to two seconds', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    expect(await pauses(8)).toEqual([50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
  });

  it('are at least half as long by chance, so that not all try at once', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    expect(await pauses(3)).toEqual([25, 50, 100]);
  });

  it('stay so after a thousand failures', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    expect((await pauses(1_100)).at(-1)).toBe(2_000);
  });

  it('are the shortest again after a success', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    await pauses(5);
    backoff.reset();
    expect(await pause()).toBe(50);
  });

  it('end when they are canceled, and leave no timer', async () => {
    const paused = backoff.pause();
    backoff.cancel();
    await paused;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('can be canceled when there is none', () => {
    expect(() => backoff.cancel()).not.toThrow();
  });
});
