import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { FillEvent } from '../events/fill-event.js';
import { HandlerQueue, MOST_WAITING } from './handler-queue.js';

Logger.overrideLogger(false);

function queueOf(
  handle: (event: FillEvent) => unknown,
  { opened = Promise.resolve(), attempts = 1 } = {},
): HandlerQueue<'fill'> {
  const definition = { name: 'Book.onFill', kind: 'fill', durable: null, attempts } as const;
  const outcomes = { handled: () => undefined, setAside: () => undefined };
  return new HandlerQueue({ ...definition, matches: () => true, handle }, opened, () => 0, outcomes);
}

function event(number: number): FillEvent {
  return { number } as FillEvent;
}

describe('a queue of a handler', () => {
  it('goes on after a handler that throws what cannot be written as a text', async () => {
    const seen: number[] = [];
    const queue = queueOf(
      ({ number }) => {
        seen.push(number);
        // eslint-disable-next-line no-throw-literal
        if (number === 1) throw Object.create(null);
      },
      { attempts: 2 },
    );
    queue.push(event(1));
    queue.push(event(2));
    await queue.idle();
    expect(seen).toEqual([1, 1, 2]);
    expect(queue.status()).toMatchObject({ failures: 2, setAside: 1, handled: 1 });
  });

  it('stops at once where handlers may not run yet', async () => {
    const queue = queueOf(() => undefined, { opened: new Promise(() => undefined) });
    queue.push(event(1));
    await queue.stop();
    expect(queue.waiting).toBe(1);
  });

  it('drops the oldest but the one that is handled, and each at the same cost', async () => {
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const seen: number[] = [];
    const queue = queueOf(({ number }) => {
      seen.push(number);
      return released;
    });
    queue.push(event(0));
    while (seen.length === 0) await Promise.resolve();
    const start = performance.now();
    for (let number = 1; number < 4 * MOST_WAITING; number++) queue.push(event(number));
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(queue.status()).toMatchObject({ waiting: MOST_WAITING, dropped: 3 * MOST_WAITING });
    release();
    await queue.idle();
    expect(seen.slice(0, 2)).toEqual([0, 3 * MOST_WAITING + 1]);
    expect(seen.at(-1)).toBe(4 * MOST_WAITING - 1);
  });
});
