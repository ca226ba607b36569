import type { LiveType } from '../live-type.js';
import type { Place } from './planned-writes.js';
import {
  indexKind,
  keyPrefix,
  numberedPlace,
  prefixEnd,
  recordPlace,
  RecordPrefix,
  timedPlace,
  timeStart,
} from './record-bytes.js';

/** The kinds of records of a scope that stand one after the other. */
export type RecordsKind = 'live' | 'history' | 'fill';

/** The places from one, to before another. */
export interface PlaceRange {
  readonly start: Buffer;
  readonly end: Buffer;
}

/** Where the records of one scope stand. */
export class ScopePlaces {
  private readonly liveRecords: RecordPrefix;
  private readonly archived: RecordPrefix;
  private readonly fillPrefix: Buffer;
  private readonly byTime: Buffer;

  constructor(private readonly scopeKey: string) {
    this.liveRecords = new RecordPrefix(scopeKey, 'live');
    this.archived = new RecordPrefix(scopeKey, 'history');
    this.fillPrefix = keyPrefix(scopeKey, 'fill');
    this.byTime = keyPrefix(scopeKey, 'time');
  }

  live(type: LiveType, key: string): Place {
    return recordPlace(this.liveRecords, `${type}\0${key}`);
  }

  history(key: string): Place {
    return recordPlace(this.archived, key);
  }

  /** Where the key of a history entry stands, so that it is found by its time and its indexes. */
  historyIndexes(key: string, at: number, indexes: readonly string[]): Place[] {
    const prefixes = [this.byTime, ...indexes.map((index) => keyPrefix(this.scopeKey, indexKind(index)))];
    return prefixes.map((prefix) => timedPlace(prefix, at, key));
  }

  fill(leg: string, number: number): Place {
    return numberedPlace(this.fillPrefix, leg, number);
  }

  fills(leg: string, first: number, last: number): PlaceRange {
    return { start: this.fill(leg, first).bytes, end: this.fill(leg, last + 1).bytes };
  }

  /** The keys of the history entries from before a time. */
  historyBefore(at: number): PlaceRange {
    return { start: this.byTime, end: timeStart(this.byTime, at) };
  }

  rangeOf(kind: string): PlaceRange {
    const start = keyPrefix(this.scopeKey, kind);
    return { start, end: prefixEnd(start) };
  }
}
