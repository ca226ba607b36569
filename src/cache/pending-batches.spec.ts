import { beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from '../state/changes.js';
import { TableEntry } from '../state/entry.js';
import type { Entry } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import { NO_CODECS } from '../stores/record-codec.js';
import { PendingBatches } from './pending-batches.js';

const BATCH = 250;
const ENCODING_MS = 3;

let changes: Changes;
/** How long the encoding of one entry takes, by the stopwatch of these tests (ms). */
let perEntry: number;
let pending: PendingBatches;

beforeEach(() => {
  changes = new Changes();
  perEntry = 0;
  let elapsed = 0;
  pending = new PendingBatches(changes, 1, NO_CODECS, () => (elapsed += perEntry));
});

function entries(count: number, name = 'k'): Entry[] {
  return Array.from(
    { length: count },
    (_, at) => new TableEntry<unknown>(CacheKey.INSTRUMENT, `${name}${at}`, { at }),
  );
}

function change(count: number, name?: string): Entry[] {
  const changed = entries(count, name);
  for (const entry of changed) changes.mark(entry);
  return changed;
}

/** The number of operations of the batch to send, when `lastSequence` is the last that was confirmed. */
function sizeOfFirst(lastSequence: number): number | undefined {
  return pending.first(lastSequence)?.batch.operations.length;
}

describe('a batch', () => {
  it('closes when encoding took its time', () => {
    perEntry = ENCODING_MS / 4;
    change(10);
    expect(sizeOfFirst(0)).toBe(4);
    pending.confirmed();
    expect(sizeOfFirst(1)).toBe(4);
    pending.confirmed();
    expect(sizeOfFirst(2)).toBe(2);
  });

  it('holds at least one record, however long that took', () => {
    perEntry = 10 * ENCODING_MS;
    change(2);
    expect(sizeOfFirst(0)).toBe(1);
  });

  it('holds what is committed together whole, however long that took', () => {
    perEntry = ENCODING_MS;
    changes.markTogether(entries(2 * BATCH));
    change(1, 'other');
    expect(sizeOfFirst(0)).toBe(2 * BATCH);
  });

  it('closes at its number of records where encoding is fast', () => {
    change(BATCH + 1);
    expect([sizeOfFirst(0), changes.size]).toEqual([BATCH, 1]);
  });
});

describe('a batch that is made ahead', () => {
  it('is the next to be sent, as it was made', () => {
    const [first] = change(2 * BATCH) as [Entry];
    pending.first(0);
    pending.makeAhead();
    expect([pending.size, changes.size, pending.oldest]).toEqual([2 * BATCH, 0, first.dirtySince]);
    changes.mark(first);
    pending.confirmed();
    const next = pending.first(1);
    expect([next?.batch.sequence, next?.batch.operations.length]).toEqual([2, BATCH]);
    expect(pending.first(1)).toBe(next);
  });

  it('is not made of less than fills it, nor while there is another, nor while none is in flight', () => {
    change(2 * BATCH - 1);
    pending.makeAhead();
    expect(pending.size).toBe(0);
    pending.first(0);
    pending.makeAhead();
    expect(pending.size).toBe(BATCH);
    change(2 * BATCH, 'more');
    pending.makeAhead();
    pending.makeAhead();
    expect(pending.size).toBe(2 * BATCH);
  });

  it('keeps an entry that is in both from being confirmed with the first of them', () => {
    const [twice, once] = change(2) as [Entry, Entry];
    pending.first(0);
    changes.mark(twice);
    change(BATCH, 'more');
    pending.makeAhead();
    expect(twice.dirty).toBe(false);
    expect(pending.confirmed()).toEqual([once]);
    pending.first(1);
    expect(pending.confirmed()).toContain(twice);
  });

  it('is put back with the one in flight', () => {
    const changed = change(2 * BATCH);
    pending.first(0);
    pending.makeAhead();
    pending.putBack();
    expect([pending.size, pending.oldest]).toEqual([0, null]);
    expect(changes.take(3 * BATCH)?.entries).toEqual(changed);
  });
});
