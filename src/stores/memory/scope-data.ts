import { IdMap } from '../../state/id-map.js';
import { ScopeTotals } from '../scope-totals.js';
import type { StoredRecord } from '../state-store.js';

/** A history entry, beside its key. */
export interface HistoryEntry {
  readonly value: string;
  readonly indexes: readonly string[];
  readonly at: number;
}

export interface LiveRecord extends StoredRecord {
  readonly expiresAt: number;
}

/** What is kept of one scope. */
export class ScopeData {
  readonly live = new IdMap<LiveRecord>();
  readonly history = new IdMap<HistoryEntry>();
  /** The fill history: by leg, then by number. */
  readonly fills = new Map<string, Map<number, string>>();
  readonly totals = new ScopeTotals();
  epoch = 0;
  sequence = 0;
}
