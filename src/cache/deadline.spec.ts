import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Deadline } from './deadline.js';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** What a deadline has done, as it does it. */
function watch(deadline: Deadline): string[] {
  const said: string[] = [];
  deadline
    .passed(() => new Error('too late'))
    .catch((error: Error) => {
      said.push(error.message);
    });
  return said;
}

describe('a deadline', () => {
  it('rejects when its time is over, not before', async () => {
    const said = watch(new Deadline(100));
    await jest.advanceTimersByTimeAsync(99);
    expect(said).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(said).toEqual(['too late']);
  });

  it('that is cleared never does, and leaves no timer', async () => {
    const deadline = new Deadline(100);
    const said = watch(deadline);
    deadline.clear();
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(100);
    expect(said).toEqual([]);
  });

  it('that nobody waits for can be cleared', () => {
    expect(() => new Deadline(100).clear()).not.toThrow();
  });

  it.each([Infinity, 2 ** 31, Number.MAX_SAFE_INTEGER])('of %d ms is no short one', (timeoutMs) => {
    const setTimer = jest.spyOn(globalThis, 'setTimeout');
    const deadline = new Deadline(timeoutMs);
    watch(deadline);
    // A timer of Node that is given more than this fires at once.
    expect(setTimer.mock.calls.map(([, ms]) => ms)).toEqual([2 ** 31 - 1]);
    deadline.clear();
  });
});
