import { beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from './changes.js';
import type { Taken } from './changes.js';
import { TableEntry } from './entry.js';
import type { Entry } from './entry.js';

let changes: Changes;

beforeEach(() => {
  changes = new Changes();
});

function entry(key: string): Entry<string> {
  return new TableEntry('table', key, key);
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

  it('never splits what is committed together, however large, and takes a large group alone', () => {
    const members = Array.from({ length: 7 }, (_, at) => entry(`m${at}`));
    changes.mark(entry('a'));
    changes.markTogether(members);
    changes.mark(entry('b'));
    expect(takenKeys(5)).toEqual(['a']);
    expect(takenKeys(5)).toHaveLength(7);
    expect(takenKeys(5)).toEqual(['b']);
  });

  it('takes no more when told so, but a group whole', () => {
    changes.markTogether([entry('order'), entry('metadata'), entry('run')]);
    changes.mark(entry('later'));
    const told: number[] = [];
    const takeOne = (): string[] | undefined =>
      changes
        .take(9, (taken) => {
          told.push(taken.length);
          return false;
        })
        ?.entries.map(({ key }) => key);
    expect([takeOne(), takeOne()]).toEqual([['order', 'metadata', 'run'], ['later']]);
    expect(told).toEqual([3, 1]);
  });

  it('makes one group of those that share an entry, whichever is larger', () => {
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(entry) as [Entry, Entry, Entry, Entry, Entry];
    changes.markTogether([a, b]);
    changes.markTogether([c, d, e]);
    changes.mark(entry('alone'));
    changes.markTogether([b, c]);
    expect(new Set(takenKeys(1))).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
    expect(takenKeys(9)).toEqual(['alone']);
  });

  it('ends a group when it is taken: what changes of it later is committed alone', () => {
    const [a, b] = [entry('a'), entry('b')];
    changes.markTogether([a, b]);
    changes.take(9);
    changes.mark(b);
    changes.mark(entry('other'));
    changes.mark(a);
    expect([takenKeys(1), takenKeys(1), takenKeys(1)]).toEqual([['b'], ['other'], ['a']]);
  });

  it('brings a change that came first together with the group that it joined later', () => {
    const order = entry('order');
    changes.mark(order);
    changes.mark(entry('between'));
    changes.markTogether([order, entry('metadata')]);
    expect(takenKeys(1)).toEqual(['order', 'metadata']);
    expect(takenKeys(9)).toEqual(['between']);
  });

  it('tells the oldest change that waits, also after a group went ahead of its turn and changed again', () => {
    const [first, second] = [entry('first'), entry('second')];
    changes.mark(first);
    const late = entry('late');
    changes.mark(late);
    changes.markTogether([first, second]);
    changes.take(1);
    expect(changes.oldest()).toBe(late.dirtySince);
    changes.mark(second);
    expect(changes.oldest()).toBe(late.dirtySince);
    expect(takenKeys(9)).toEqual(['late', 'second']);
    expect(changes.oldest()).toBeNull();
  });

  it('keeps the place of a change that is changed again while it waits', () => {
    const [a, b] = [entry('a'), entry('b')];
    changes.mark(a);
    const first = changes.tick;
    changes.mark(b);
    changes.mark(a);
    expect(changes.oldest()).toBe(first);
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

  it('tells when each of the taken changes came, whatever was taken with it', () => {
    let now = 0;
    changes = new Changes(() => now);
    const [a, b, c, d] = [entry('a'), entry('b'), entry('c'), entry('d')];
    for (const each of [a, b, c, d]) {
      now += 10;
      changes.mark(each);
    }
    changes.markTogether([b, d]);
    changes.mark(a);
    expect([changes.oldestTime(), changes.ageMs]).toEqual([10, 30]);
    expect(changes.take(1)).toMatchObject({ times: [10], sinceTime: 10 });
    const { entries, times } = changes.take(10) as Taken;
    expect(entries.map(({ key }, at) => [key, times[at]])).toEqual([
      ['b', 20],
      ['d', 40],
      ['c', 30],
    ]);
    expect([changes.oldestTime(), changes.ageMs]).toEqual([null, 0]);
  });

  it('gives all changes of a turn the time of its first, and none an older one', () => {
    let now = 0;
    changes = new Changes(() => ++now);
    const change = (key: string): void => {
      const changed = entry(key);
      changes.turn.note('A', changed);
      changes.mark(changed);
    };
    for (const key of ['a', 'b', 'c']) change(key);
    expect(changes.take(10)?.times).toEqual([1, 1, 1]);
    for (const key of ['d', 'e']) change(key);
    expect(changes.take(10)?.times).toEqual([2, 2]);
    changes.mark(entry('f'));
    changes.mark(entry('g'));
    expect(changes.take(10)?.times).toEqual([3, 4]);
  });

  it('what is written before all that waits is as old as that', () => {
    let now = 5;
    changes = new Changes(() => now);
    changes.mark(entry('a'));
    now = 9;
    changes.markFirst([entry('b')]);
    expect(changes.take(10)).toMatchObject({ times: [5, 5], sinceTime: 5 });
  });
});
