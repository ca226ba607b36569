import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { DueQueue } from './due-queue.js';
import { nextTurn } from './next-turn.js';

let queue: DueQueue<string>;

beforeEach(() => {
  queue = new DueQueue();
});

/** Everything that is due at a time, taken out. */
function takeDue(now: number): string[] {
  const taken: string[] = [];
  for (let item = queue.due(now); item !== null; item = queue.due(now)) {
    queue.shift();
    taken.push(item);
  }
  return taken;
}

describe('a due queue', () => {
  it('is empty at first', () => {
    expect(queue.due(Number.MAX_SAFE_INTEGER)).toBeNull();
  });

  it('gives items from their time on, in the order in which they fall due', () => {
    queue.push('a', 10);
    queue.push('b', 20);
    queue.push('c', 20);
    expect(takeDue(9)).toEqual([]);
    expect(takeDue(10)).toEqual(['a']);
    expect(takeDue(19)).toEqual([]);
    expect(takeDue(20)).toEqual(['b', 'c']);
    expect(takeDue(99)).toEqual([]);
  });

  it('lets go of an item when it is shifted, not when its place goes', async () => {
    const items = new DueQueue<object>();
    const push = (): WeakRef<object> => {
      const item = {};
      items.push(item, 1);
      return new WeakRef(item);
    };
    const refs = [push(), push()];
    // Nothing else holds one after the turn in which it was made.
    await nextTurn();
    items.shift();
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    expect([items.size, ...refs.map((ref) => ref.deref())]).toEqual([1, undefined, {}]);
  });

  it('shows the first item until it is shifted', () => {
    queue.push('a', 1);
    expect([queue.due(1), queue.due(1)]).toEqual(['a', 'a']);
  });

  it('lets an item whose time is earlier wait for those before it', () => {
    queue.push('a', 20);
    queue.push('early', 10);
    expect(takeDue(15)).toEqual([]);
    expect(takeDue(20)).toEqual(['a', 'early']);
  });

  it('holds an item as often as it was pushed', () => {
    queue.push('a', 1);
    queue.push('a', 2);
    expect(takeDue(2)).toEqual(['a', 'a']);
  });

  it('is empty after clear, also when items were taken before', () => {
    for (const at of [1, 2, 3]) queue.push(`item ${at}`, at);
    takeDue(2);
    queue.clear();
    expect(takeDue(99)).toEqual([]);
    queue.push('new', 1);
    expect(takeDue(99)).toEqual(['new']);
  });

  it('loses nothing and repeats nothing over thousands of items, taken while others come', () => {
    const taken: string[] = [];
    for (let at = 0; at < 10_000; at++) {
      queue.push(`${at}`, at);
      if (at % 3 > 0) taken.push(...takeDue(at - 1_500));
    }
    taken.push(...takeDue(10_000));
    expect(taken).toEqual(Array.from({ length: 10_000 }, (_, at) => `${at}`));
  });
});
