import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { within } from './deadline.js';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

const never = new Promise<never>(() => undefined);

/** What a wait with a limit has come to, as it comes to it. */
function watch(limitMs: number | undefined, awaited: Promise<string>): string[] {
  const said: string[] = [];
  within(limitMs, awaited, (limit) => new Error(`not within ${limit}`)).then(
    (value) => said.push(value),
    (error: Error) => said.push(error.message),
  );
  return said;
}

describe('a wait with a limit', () => {
  it('rejects when the limit has passed, not before', async () => {
    const said = watch(100, never);
    await jest.advanceTimersByTimeAsync(99);
    expect(said).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(said).toEqual(['not within 100']);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['what is waited for', () => Promise.resolve('done'), 'done'],
    ['its error', () => Promise.reject(new Error('failed')), 'failed'],
  ])('is %s where that comes first, and leaves no timer', async (_, awaited, expected) => {
    const said = watch(100, awaited());
    await jest.advanceTimersByTimeAsync(0);
    expect(said).toEqual([expected]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('has none where none is given', async () => {
    watch(undefined, never);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([Infinity, 2 ** 31, Number.MAX_SAFE_INTEGER])('of %d ms is no short one', (limitMs) => {
    const setTimer = jest.spyOn(globalThis, 'setTimeout');
    watch(limitMs, never);
    // A timer of Node that is given more than this fires at once.
    expect(setTimer.mock.calls.map(([, ms]) => ms)).toEqual([2 ** 31 - 1]);
  });
});
