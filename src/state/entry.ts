/** One record of a table: its key, its latest value, and whether the store has that value yet. */
export class Entry<R = unknown> {
  /** Changed since it was last taken for a commit. */
  dirty = false;
  /** When that change came (see `Changes.tick`). */
  dirtySince = 0;
  /** To be taken out of the store, and then out of memory. */
  removed = false;
  /** Is committed together with the unit's other members. */
  unit: Unit | null = null;
  /** Is never committed before the changes that this unit has by then. */
  follows: Unit | null = null;
  /** Are committed together with it, once: what changed in the same turn of the event loop and belongs to it. */
  ties: Set<Entry> | null = null;

  constructor(
    /** The name of the table that the entry is kept in. */
    readonly table: string,
    readonly key: string,
    public record: R,
  ) {}
}

/** What takes a record out that only the store has, or that leaves its table at once. */
export function removalOf(table: string, key: string): Entry {
  const removal = new Entry<unknown>(table, key, null);
  removal.removed = true;
  return removal;
}

/**
 * Entries that are committed together or not at all: a position and its watermarks, an order that leaves memory and the
 * tombstone that it leaves.
 */
export class Unit {
  /** The members that changed since they were last taken. */
  dirty: Entry[] = [];
  /** When the first of them changed (see `Changes.tick`). */
  dirtySince = 0;
}
