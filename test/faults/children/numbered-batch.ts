import type { Operation } from '../../../src/stores/batch.js';
import { CacheKey } from '../../../src/stores/cache-key.js';

/** Keys that every batch writes anew, all with its number. */
export const KEYS: readonly string[] = Array.from({ length: 40 }, (_, index) => `key-${index}`);
export const HISTORY_KEY = 'last';
export const HISTORY_INDEX = 'numbers';

/** Values of several lengths, up to more than a page, so that a commit writes many pages. */
export function numberedValue(number: number, key: string): string {
  return `${number} ${key} ${'.'.repeat((number * 97 + key.length * 13) % 9_000)}`;
}

/** A batch that shows whether it is there whole: all keys carry its number, and one record and one history entry are added. */
export function numberedBatch(number: number): Operation[] {
  const value = (key: string) => numberedValue(number, key);
  return [
    ...KEYS.map((key): Operation => ({ op: 'put', type: CacheKey.ORDER, key, value: value(key) })),
    { op: 'put', type: CacheKey.TOMBSTONE, key: `${number}`, value: `${number}` },
    { op: 'archive', key: HISTORY_KEY, indexes: [], at: number, value: `${number}` },
    { op: 'archive', key: `${number}`, indexes: [HISTORY_INDEX], at: number, value: `${number}` },
  ];
}
