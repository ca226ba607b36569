import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { PacedStreams } from './paced-streams.js';

class CountedStream {
  given = 0;
  constructor(private readonly pumped: () => void) {}

  pump(): void {
    this.given++;
    this.pumped();
  }
}

let inTurn: number;
let streams: PacedStreams<CountedStream>;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'setImmediate', 'nextTick'] });
  inTurn = 0;
  streams = new PacedStreams();
});

afterEach(() => {
  jest.useRealTimers();
});

function addStreams(count: number): CountedStream[] {
  const made = Array.from({ length: count }, () => new CountedStream(() => inTurn++));
  for (const stream of made) streams.add(stream);
  return made;
}

/** Lets a millisecond pass. @returns how many streams were pumped in its longest turn. */
async function millisecond(): Promise<number> {
  inTurn = 0;
  jest.advanceTimersByTime(1);
  await Promise.resolve();
  return inTurn;
}

it('gives a few readers what is there at the end of the turn, once', async () => {
  const few = addStreams(3);
  streams.stir();
  streams.stir();
  expect(few.map(({ given }) => given)).toEqual([0, 0, 0]);
  await Promise.resolve();
  expect(few.map(({ given }) => given)).toEqual([1, 1, 1]);
  await millisecond();
  expect(inTurn).toBe(0);
  streams.stir();
  await Promise.resolve();
  expect(few.map(({ given }) => given)).toEqual([2, 2, 2]);
});

it('gives to twenty in a turn at most, and to ten readers a millisecond, however much happens', async () => {
  const many = addStreams(205);
  const turns: number[] = [];
  for (let ms = 0; ms < 1_000; ms++) {
    streams.stir();
    turns.push(await millisecond());
  }
  expect(Math.max(...turns)).toBe(20);
  const given = many.map((stream) => stream.given);
  expect(given.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(10_000 + 20);
  // No reader is served less than another.
  expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1);
  expect(Math.min(...given)).toBeGreaterThan(40);
});

it('gives to all what happened while a round was under way, also to those that had their turn', async () => {
  const many = addStreams(50);
  streams.stir();
  await Promise.resolve();
  expect(many.map(({ given }) => given)).toEqual(many.map((_, at) => (at < 20 ? 1 : 0)));
  streams.stir();
  for (let ms = 0; ms < 20; ms++) await millisecond();
  expect(many.map(({ given }) => given)).toEqual(many.map(() => 2));
  expect(jest.getTimerCount()).toBe(0);
});
