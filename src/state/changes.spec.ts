import { beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from './changes.js';
import { Entry, Unit } from './entry.js';

let changes: Changes;

beforeEach(() => {
  changes = new Changes();
});

function entry(key: string): Entry<string> {
  return new Entry('table', key, key);
}

function takenKeys(limit: number): string[] {
  return changes.take(limit)?.entries.map(({ key }) => key) ?? [];
}

describe('Changes', () => {
  it('gives changes in their order, each entry once, at most as many as asked for', () => {
    const [a, b, c] = [entry('a'), entry('b'), entry('c')];
    for (const each of [a, b, a, c, b]) changes.mark(each);
    expect(changes.size).toBe(3);
    expect(takenKeys(2)).toEqual(['a', 'b']);
    expect(takenKeys(2)).toEqual(['c']);
    expect(changes.take(2)).toBeNull();
    expect(changes.size).toBe(0);
  });

  it('takes an entry again when it changed after it was taken', () => {
    const a = entry('a');
    changes.mark(a);
    changes.take(10);
    changes.mark(a);
    expect(takenKeys(10)).toEqual(['a']);
  });

  it('never splits a unit, however large, and takes a large one alone', () => {
    const unit = new Unit();
    const members = Array.from({ length: 7 }, (_, at) => entry(`m${at}`));
    changes.mark(entry('a'));
    changes.markTogether(unit, members);
    changes.mark(entry('b'));
    expect(takenKeys(5)).toEqual(['a']);
    expect(takenKeys(5)).toHaveLength(7);
    expect(takenKeys(5)).toEqual(['b']);
  });

  it('takes no more when told so, but a unit whole, and what follows it with it', () => {
    const unit = new Unit();
    const order = entry('order');
    order.follows = unit;
    changes.mark(order);
    changes.markTogether(unit, [entry('position'), entry('watermark')]);
    changes.mark(entry('later'));
    const told: number[] = [];
    const takeOne = (): string[] | undefined =>
      changes
        .take(9, (taken) => {
          told.push(taken.length);
          return false;
        })
        ?.entries.map(({ key }) => key);
    expect([takeOne(), takeOne()]).toEqual([['position', 'watermark', 'order'], ['later']]);
    expect(told).toEqual([3, 1]);
  });

  it('takes the unit that an entry follows before the entry, although the entry changed first', () => {
    const unit = new Unit();
    const order = entry('order');
    changes.mark(order);
    changes.mark(entry('between'));
    order.follows = unit;
    changes.markTogether(unit, [entry('position'), entry('watermark')]);
    expect(takenKeys(1)).toEqual(['position', 'watermark', 'order']);
    expect(takenKeys(9)).toEqual(['between']);
  });

  it('tells the oldest change that waits, also after a unit went ahead of its turn and changed again', () => {
    const unit = new Unit();
    const position = entry('position');
    const order = entry('order');
    order.follows = unit;
    changes.mark(order);
    changes.markTogether(unit, [position]);
    changes.take(1);
    expect(changes.oldest()).toBeNull();
    const late = entry('late');
    changes.mark(late);
    changes.mark(position);
    expect(changes.oldest()).toBe(late.dirtySince);
    expect(takenKeys(9)).toEqual(['late', 'position']);
  });

  it('keeps the place of a change that is changed again while it waits', () => {
    const [a, b] = [entry('a'), entry('b')];
    changes.mark(a);
    const first = changes.tick;
    changes.mark(b);
    changes.mark(a);
    expect(changes.oldest()).toBe(first);
  });

  it('refuses to move a waiting entry to another unit', () => {
    const a = entry('a');
    changes.mark(a);
    expect(() => changes.markTogether(new Unit(), [a])).toThrow('cannot join another unit');
  });

  it('loses nothing over thousands of changes and takes', () => {
    const entries = Array.from({ length: 5_000 }, (_, at) => entry(`${at}`));
    const seen = new Set<string>();
    for (const [at, each] of entries.entries()) {
      changes.mark(each);
      if (at % 3 === 0) for (const key of takenKeys(2)) seen.add(key);
    }
    for (let keys = takenKeys(500); keys.length > 0; keys = takenKeys(500))
      for (const key of keys) seen.add(key);
    expect(seen.size).toBe(5_000);
  });

  it('takes what a member of a unit follows before the unit', () => {
    const [position, order, tombstone] = ['position', 'order', 'tombstone'].map(
      (key) => new Entry('t', key, 0),
    ) as [Entry, Entry, Entry];
    const positions = new Unit();
    changes.markTogether(new Unit(), [tombstone, order]);
    order.follows = positions;
    changes.markTogether(positions, [position]);
    expect(changes.take(1)?.entries).toEqual([position, tombstone, order]);
    expect(changes.take(1)).toBeNull();
  });
});
