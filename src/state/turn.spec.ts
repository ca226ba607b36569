import { beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from './changes.js';
import { TableEntry } from './entry.js';
import type { Entry } from './entry.js';

let changes: Changes;

beforeEach(() => {
  changes = new Changes();
});

/** An entry about a subject that changes now. */
function changed(key: string, subject: string): Entry {
  const entry = new TableEntry('table', key, key);
  changes.mark(entry);
  changes.turn.note(subject, entry);
  return entry;
}

/** What a host sets of a subject now. */
function accompanying(
  subject: string,
  entry: Entry = new TableEntry<unknown>('notes', `note of ${subject}`, null),
): Entry {
  changes.mark(entry);
  changes.turn.accompany(subject, entry);
  return entry;
}

function takenKeys(limit: number): string[] | undefined {
  return changes.take(limit)?.entries.map(({ key }) => key);
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('what changes in one turn', () => {
  it('is taken with what the host sets of the same subject, before it or after it, however little is asked for', () => {
    changed('1', 'BTC');
    changed('2', 'ETH');
    accompanying('BTC');
    changed('3', 'BTC');
    expect(takenKeys(1)).toEqual(['note of BTC', '1', '3']);
    expect(takenKeys(1)).toEqual(['2']);
    expect(takenKeys(1)).toBeUndefined();
  });

  it('does not wait for what changes in another turn', async () => {
    changed('1', 'BTC');
    await endOfTurn();
    accompanying('BTC');
    await endOfTurn();
    changed('2', 'BTC');
    expect([takenKeys(1), takenKeys(1), takenKeys(1)]).toEqual([['1'], ['note of BTC'], ['2']]);
  });

  it('goes with what was set in each of several turns, if nothing was taken between them', async () => {
    const note = accompanying('BTC');
    changed('1', 'BTC');
    await endOfTurn();
    accompanying('BTC', note);
    changed('2', 'BTC');
    await endOfTurn();
    changed('3', 'BTC');
    expect([takenKeys(1), takenKeys(1)]).toEqual([['note of BTC', '1', '2'], ['3']]);
  });

  it('brings what it is committed with, and is brought by it', () => {
    changes.mark(new TableEntry('table', 'first', null));
    const order = changed('order', 'BTC');
    changes.markTogether([order, new TableEntry('table', 'run', null)]);
    accompanying('BTC');
    expect(takenKeys(1)).toEqual(['first']);
    expect(new Set(takenKeys(1))).toEqual(new Set(['order', 'run', 'note of BTC']));
    expect([takenKeys(1), changes.size]).toEqual([undefined, 0]);
  });

  it('is forgotten with the records that it was about', () => {
    changed('1', 'BTC');
    accompanying('BTC');
    changes.clear();
    changed('2', 'BTC');
    accompanying('BTC');
    expect([takenKeys(9), takenKeys(9)]).toEqual([['note of BTC', '2'], undefined]);
  });

  it('is free again once it was taken', () => {
    const order = changed('1', 'BTC');
    const note = accompanying('BTC');
    takenKeys(9);
    changes.mark(note);
    changes.mark(order);
    expect([takenKeys(1), takenKeys(1)]).toEqual([['note of BTC'], ['1']]);
  });
});
