import { Unit } from './entry.js';
import type { Entry } from './entry.js';
import { Turn } from './turn.js';

/** Entries taken for one commit. */
export interface Taken {
  readonly entries: readonly Entry[];
  /** The `tick` of the oldest change among them. */
  readonly since: number;
}

/**
 * What changed since the store was last told: the dirty marks of all tables of a scope. It holds entries, not copies, so
 * it never holds more than there are records. Changes are taken in the order in which they came; a unit is never
 * split, and an entry never goes before the unit that it follows.
 */
export class Changes {
  /** Counts changes; the number of the latest one. */
  tick = 0;
  /** The number of entries that wait to be taken. */
  size = 0;
  /** Called on every change, for whoever writes them. */
  onChange: (() => void) | null = null;
  /** What changed in the turn of the event loop that runs. */
  readonly turn = new Turn();

  /** In the order of their first change. A place whose tick is not its entry's or unit's any more was taken. */
  private queue: (Entry | Unit)[] = [];
  /** The tick of each place in the queue. Two lists, so that a change makes no object. */
  private ticks: number[] = [];
  private head = 0;

  /** Notes that an entry, alone or as a member of its unit, differs from what the store has. */
  mark(entry: Entry): void {
    const tick = ++this.tick;
    if (!entry.dirty) {
      entry.dirty = true;
      entry.dirtySince = tick;
      this.size++;
      if (entry.unit === null) this.enqueue(entry, tick);
      else this.markUnit(entry.unit, entry, tick);
    }
    this.onChange?.();
  }

  /**
   * Makes entries members of one unit from here on and marks them all. An entry that still waits outside the unit cannot
   * join it: its change was promised a place in the queue.
   */
  markTogether(unit: Unit, entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.dirty && entry.unit !== unit)
        throw new Error('an entry that waits to be committed cannot join another unit');
    }
    for (const entry of entries) {
      entry.unit = unit;
      this.mark(entry);
    }
  }

  /** Forgets what waits, because the records that it belongs to are gone. */
  clear(): void {
    this.turn.clear();
    this.queue = [];
    this.ticks = [];
    this.head = 0;
    this.size = 0;
  }

  /** The tick of the oldest change that still waits, or null. */
  oldest(): number | null {
    this.dropTaken();
    return this.ticks[this.head] ?? null;
  }

  /**
   * Takes the oldest changes, up to `limit` entries; a unit that is larger is taken alone, whole. Null if there are
   * none.
   *
   * @param goesOn is given all that was taken so far, after each entry or whole unit, and says whether to take more.
   */
  take(limit: number, goesOn: (taken: readonly Entry[]) => boolean = () => true): Taken | null {
    this.turn.end();
    const entries: Entry[] = [];
    const since = this.oldest();
    if (since === null) return null;
    while (entries.length < limit) {
      this.dropTaken();
      const next = this.queue[this.head];
      if (next === undefined) break;
      const unit = next instanceof Unit ? next : next.follows;
      if (unit !== null && unit.dirty.length > 0) {
        if (entries.length > 0 && entries.length + unit.dirty.length > limit) break;
        this.takeUnit(unit, entries);
      }
      if (!(next instanceof Unit)) this.takeEntry(next, entries);
      if (!goesOn(entries)) break;
    }
    return { entries, since };
  }

  private enqueue(changed: Entry | Unit, tick: number): void {
    this.queue.push(changed);
    this.ticks.push(tick);
  }

  private markUnit(unit: Unit, entry: Entry, tick: number): void {
    if (unit.dirty.length === 0) {
      unit.dirtySince = tick;
      this.enqueue(unit, tick);
    }
    unit.dirty.push(entry);
  }

  private takeUnit(unit: Unit, into: Entry[]): void {
    const { dirty } = unit;
    // Most units are taken once, and a new list is cheaper than an emptied one.
    unit.dirty = [];
    for (const { follows } of dirty) if (follows !== null && follows !== unit) this.takeUnit(follows, into);
    for (const entry of dirty) this.takeEntry(entry, into);
  }

  private takeEntry(entry: Entry, into: Entry[]): void {
    if (!entry.dirty) return;
    entry.dirty = false;
    this.size--;
    into.push(entry);
    const { ties } = entry;
    if (ties === null) return;
    entry.ties = null;
    for (const tied of ties) this.takeTied(tied, into);
  }

  private takeTied(entry: Entry, into: Entry[]): void {
    const unit = entry.unit ?? entry.follows;
    if (unit !== null) this.takeUnit(unit, into);
    if (entry.unit === null) this.takeEntry(entry, into);
  }

  /** Passes over places whose change was taken already, as units are ahead of their turn. */
  private dropTaken(): void {
    for (;;) {
      const changed = this.queue[this.head];
      if (changed === undefined || waits(changed, this.ticks[this.head])) break;
      this.head++;
    }
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.ticks.length = 0;
      this.head = 0;
    } else if (this.head > 1_024 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.ticks = this.ticks.slice(this.head);
      this.head = 0;
    }
  }
}

function waits(changed: Entry | Unit, tick: number | undefined): boolean {
  const isDirty = changed instanceof Unit ? changed.dirty.length > 0 : changed.dirty;
  return isDirty && changed.dirtySince === tick;
}
