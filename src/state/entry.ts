/** One record of a table: its key, its latest value, and whether the store has that value yet. */
export class Entry<R = unknown> {
  /** Changed since it was last taken for a commit. */
  dirty = false;
  /** When that change came (see `Changes.tick`). */
  dirtySince = 0;
  /** To be taken out of the store, and then out of memory. */
  removed = false;
  /** What it is committed with; null where it is committed alone. */
  group: Group | null = null;

  constructor(
    /** The name of the table that the entry is kept in. */
    readonly table: string,
    readonly key: string,
    protected latest: R,
  ) {}

  get record(): R {
    return this.latest;
  }

  set record(record: R) {
    this.latest = record;
  }
}

/** Changes that are committed together or not at all. It ends when it is taken. */
export class Group {
  constructor(public members: Entry[]) {}
}

/** What takes a record out that only the store has, or that leaves its table at once. */
export function removalOf(table: string, key: string): Entry {
  const removal = new Entry<unknown>(table, key, null);
  removal.removed = true;
  return removal;
}
