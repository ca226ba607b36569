import type { HistoryEntry } from './history-entry.js';

/** The settled fills of legs, as the store keeps them. Reads may wait for the store, with a limit. */
export interface FillHistory {
  /** The entries of a leg from number `first` to `last`, both included, ascending; at most some hundred at a time. */
  entries(leg: string, first: number, last: number): Promise<readonly NumberedEntry[]>;
}

export interface NumberedEntry {
  readonly number: number;
  readonly entry: HistoryEntry;
  /** What the entry after it names it by. */
  readonly hash: string;
}
