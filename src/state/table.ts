import type { Changes } from './changes.js';
import { TableEntry } from './entry.js';
import type { Entry } from './entry.js';
import type { IdMap } from './id-map.js';

/** Records by key, marked dirty as they change. It knows no store: `Changes` tells a writer what to write. */
export class Table<R> {
  constructor(
    readonly name: string,
    protected readonly changes: Changes,
    /** What holds the entries: a `Map` keeps their order, an `IdMap` is for a great many. */
    protected readonly entries: Map<string, Entry<R>> | IdMap<Entry<R>> = new Map<string, Entry<R>>(),
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** The entry of a key, unless it is being removed. */
  find(key: string): Entry<R> | null {
    const entry = this.entries.get(key);
    return entry === undefined || entry.removed ? null : entry;
  }

  /** Whether there is an entry of a key in memory, one that is being removed too. */
  has(key: string): boolean {
    return this.entries.get(key) !== undefined;
  }

  /** The record of a key, or null. */
  get(key: string): R | null {
    return this.find(key)?.record ?? null;
  }

  *values(): IterableIterator<R> {
    for (const entry of this.entries.values()) if (!entry.removed) yield entry.record;
  }

  /** All entries, those that are being removed too. */
  all(): IterableIterator<Entry<R>> {
    return this.entries.values();
  }

  /** Sets a record without marking it: it is what the store has, or the caller marks it with others. */
  place(key: string, record: R): Entry<R> {
    const known = this.entries.get(key);
    if (known !== undefined) {
      known.record = record;
      known.removed = false;
      return known;
    }
    const entry = new TableEntry(this.name, key, record);
    this.entries.set(key, entry);
    return entry;
  }

  /** Sets a record and marks it. */
  put(key: string, record: R): Entry<R> {
    const entry = this.place(key, record);
    this.changes.mark(entry);
    return entry;
  }

  /** Takes a record out. Its entry stays until the store knows (see `forget`). */
  remove(key: string): void {
    const entry = this.find(key);
    if (entry === null) return;
    entry.removed = true;
    this.changes.mark(entry);
  }

  /** Marks everything, for a store that has lost some of it. */
  markAll(): void {
    for (const entry of this.entries.values()) this.changes.mark(entry);
  }

  clear(): void {
    this.entries.clear();
  }

  /** Drops an entry whose removal is committed. */
  forget(entry: Entry<R>): void {
    if (entry.removed && this.entries.get(entry.key) === entry) this.entries.delete(entry.key);
  }
}
