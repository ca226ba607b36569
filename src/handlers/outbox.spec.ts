import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import type { FillEvent } from '../events/fill-event.js';
import { Outbox } from './outbox.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

/** Events as a store gives them, in no order. */
function holding(...numbers: readonly number[]): Outbox {
  for (const number of numbers) cache.tables.outbox.place(String(number), { number } as FillEvent);
  return new Outbox(cache.tables);
}

function kept(): number[] {
  return Array.from(cache.tables.outbox.values(), ({ number }) => number).toSorted(
    (one, other) => one - other,
  );
}

describe('an outbox', () => {
  it('lets go of what all are done with, in whatever order it was loaded', () => {
    const outbox = holding(3, 1, 2);
    outbox.open('fast', 0);
    outbox.open('slow', 0);
    outbox.advance('fast', 3);
    outbox.advance('slow', 2);
    expect(kept()).toEqual([3]);
  });

  it('keeps what one gave up until it handled it, or is forgotten', () => {
    const outbox = holding(1, 2, 3);
    outbox.open('one', 0);
    outbox.open('other', 0);
    outbox.setAside('one', 1);
    outbox.setAside('other', 2);
    outbox.advance('one', 3);
    outbox.advance('other', 3);
    expect(kept()).toEqual([1, 2]);
    outbox.restored('one', 1);
    expect(kept()).toEqual([2]);
    outbox.forget('other');
    expect(kept()).toEqual([]);
  });

  it('lets go of each at the same cost, before any removal is committed', () => {
    const outbox = holding(...Array.from({ length: 20_000 }, (_, at) => at + 1));
    outbox.open('book', 0);
    const start = performance.now();
    for (let number = 1; number <= 20_000; number++) outbox.advance('book', number);
    expect(performance.now() - start).toBeLessThan(500);
    expect(kept()).toEqual([]);
  });
});
