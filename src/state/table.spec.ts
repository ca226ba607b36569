import { beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from './changes.js';
import { Table } from './table.js';

let changes: Changes;
let table: Table<string>;

beforeEach(() => {
  changes = new Changes();
  table = new Table('things', changes);
});

/** What a writer would write: the key, the record, and whether it goes. */
function waiting(): (readonly [string, unknown, boolean])[] {
  return changes.take(100)?.entries.map(({ key, record, removed }) => [key, record, removed] as const) ?? [];
}

describe('a table', () => {
  it('marks what is put, and not what is placed', () => {
    table.place('loaded', 'one');
    expect(changes.size).toBe(0);
    table.put('new', 'two');
    expect([...table.values()]).toEqual(['one', 'two']);
    expect(table.size).toBe(2);
    expect(waiting()).toEqual([['new', 'two', false]]);
  });

  it('keeps one entry per key, whatever is put there, and has its latest record written once', () => {
    const entry = table.put('a', 'one');
    expect(table.put('a', 'two')).toBe(entry);
    expect(table.place('a', 'three')).toBe(entry);
    expect(entry).toMatchObject({ table: 'things', key: 'a', record: 'three' });
    expect(waiting()).toEqual([['a', 'three', false]]);
  });

  it('keys are data', () => {
    for (const key of ['__proto__', 'constructor', '']) table.put(key, `value of ${key}`);
    expect(table.get('__proto__')).toBe('value of __proto__');
    expect(table.get('')).toBe('value of ');
    expect(table.get('toString')).toBeNull();
  });

  it('does not show what was removed, but has its removal written', () => {
    table.place('a', 'one');
    table.place('b', 'two');
    table.remove('a');
    expect([table.find('a'), table.get('a')]).toEqual([null, null]);
    expect([...table.values()]).toEqual(['two']);
    expect(Array.from(table.all(), ({ key }) => key)).toEqual(['a', 'b']);
    expect(waiting()).toEqual([['a', 'one', true]]);
  });

  it('removes only what is there, and once', () => {
    table.remove('nothing');
    table.put('a', 'one');
    changes.take(1);
    table.remove('a');
    changes.take(1);
    table.remove('a');
    expect(changes.size).toBe(0);
  });

  it('forgets a removed entry when the store knows', () => {
    const entry = table.place('a', 'one');
    table.remove('a');
    table.forget(entry);
    expect(table.size).toBe(0);
  });

  it('keeps an entry that was put again while its removal was being written', () => {
    const entry = table.place('a', 'one');
    table.remove('a');
    changes.take(1);
    table.put('a', 'two');
    table.forget(entry);
    expect(table.get('a')).toBe('two');
    expect(waiting()).toEqual([['a', 'two', false]]);
  });

  it('has everything written again when asked to, removals too', () => {
    table.place('a', 'one');
    table.place('b', 'two');
    table.remove('b');
    changes.take(9);
    table.markAll();
    expect(waiting()).toEqual([
      ['a', 'one', false],
      ['b', 'two', true],
    ]);
  });

  it('does not forget the entry that took the place of another', () => {
    const old = table.place('a', 'one');
    table.remove('a');
    table.clear();
    expect([table.size, table.get('a')]).toEqual([0, null]);
    table.place('a', 'two');
    table.forget(old);
    expect(table.get('a')).toBe('two');
  });
});
