/** One record of a table: its key, its latest value, and whether the store has that value yet. */
export abstract class Entry<R = unknown> {
  /** The name of the table that the entry is kept in. */
  abstract readonly table: string;
  abstract readonly key: string;
  /** When it changed since it was last taken for a commit (see `Changes.tick`). */
  dirtySince = 0;
  /** What it is committed with; null where it is committed alone. */
  group: Group | null = null;
  /** Yes and no in one number: there may be a million entries. A subclass has the bits from `FREE_BITS` on. */
  protected bits = 0;

  constructor(protected latest: R) {}

  /** Changed since it was last taken for a commit. */
  get dirty(): boolean {
    return (this.bits & DIRTY) !== 0;
  }

  set dirty(isDirty: boolean) {
    this.bits = isDirty ? this.bits | DIRTY : this.bits & ~DIRTY;
  }

  /** To be taken out of the store, and then out of memory. */
  get removed(): boolean {
    return (this.bits & REMOVED) !== 0;
  }

  set removed(isRemoved: boolean) {
    this.bits = isRemoved ? this.bits | REMOVED : this.bits & ~REMOVED;
  }

  get record(): R {
    return this.latest;
  }

  set record(record: R) {
    this.latest = record;
  }
}

const DIRTY = 1;
const REMOVED = 2;
/** The first of the bits that are a subclass' own. */
export const FREE_BITS = 4;

/** An entry that is given its table and its key. */
export class TableEntry<R = unknown> extends Entry<R> {
  constructor(
    readonly table: string,
    readonly key: string,
    record: R,
  ) {
    super(record);
  }
}

/** Changes that are committed together or not at all. It ends when it is taken. */
export class Group {
  constructor(public members: Entry[]) {}
}

/** What takes a record out that only the store has, or that leaves its table at once. */
export function removalOf(table: string, key: string): Entry {
  const removal = new TableEntry<unknown>(table, key, null);
  removal.removed = true;
  return removal;
}
