import { TableEntry } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import { fillKey } from '../stores/fill-key.js';

/** An entry of the fill history on its way to the store. */
export interface AppendedEntry {
  readonly leg: string;
  readonly number: number;
  /** Null where it, and all from number `first` on, are dropped. */
  readonly payload: string | null;
  readonly first: number;
}

export function appendedEntry(leg: string, number: number, payload: string): TableEntry<AppendedEntry> {
  return new TableEntry(CacheKey.FILL, fillKey(leg, number), { leg, number, payload, first: number });
}
