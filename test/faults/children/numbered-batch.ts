import type { Operation } from '../../../src/stores/batch.js';
import { CacheKey } from '../../../src/stores/cache-key.js';

/** Keys that every batch writes anew, all with its number. */
export const KEYS: readonly string[] = Array.from({ length: 40 }, (_, index) => `key-${index}`);
export const HISTORY_INDEX = 'numbers';
/** So many batches leave a record and a history entry of their own, until a later one takes the place of theirs. */
export const ROUND = 100;

/** Values of several lengths, up to more than a page, so that a commit writes many pages. */
export function numberedValue(number: number, key: string): string {
  return `${number} ${key} ${'.'.repeat((number * 97 + key.length * 13) % 9_000)}`;
}

/** A batch that shows whether it is there whole: all keys carry its number, and so do a record and a history entry of its own. */
export function numberedBatch(number: number): Operation[] {
  const value = `${number}`;
  return [
    ...KEYS.map((key): Operation => ({
      op: 'put',
      type: CacheKey.ORDER,
      key,
      value: numberedValue(number, key),
    })),
    { op: 'delete', type: CacheKey.TOMBSTONE, key: `${number - ROUND}` },
    { op: 'put', type: CacheKey.TOMBSTONE, key: `${number}`, value },
    { op: 'archive', key: `${number % ROUND}`, indexes: [HISTORY_INDEX], at: number, value },
  ];
}

/** The numbers whose own records and entries are there after a batch, in their order. */
export function numbersAfter(number: number): number[] {
  const count = Math.min(number, ROUND);
  return Array.from({ length: count }, (_, index) => number - count + 1 + index);
}
