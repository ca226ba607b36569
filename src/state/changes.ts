import { ChangeTimes } from './change-times.js';
import { Group } from './entry.js';
import type { Entry } from './entry.js';
import { Turn } from './turn.js';

/** Entries taken for one commit. */
export interface Taken {
  readonly entries: readonly Entry[];
  /** The `tick` of the oldest change among them. */
  readonly since: number;
  /** When each of these changes came, by the clock of `Changes` (see `ChangeTimes`). */
  readonly times: readonly number[];
  /** When the oldest change among them came. */
  readonly sinceTime: number;
}

/**
 * What changed since the store was last told: the dirty marks of all tables of a scope. It holds entries, not copies, so it never holds more
 * than there are records. Changes are taken in the order in which they came; a group is never split, and groups that share an entry are one.
 */
export class Changes {
  /** Counts changes; the number of the latest one. */
  tick = 0;
  /** The number of entries that wait to be taken. */
  size = 0;
  /** Called on every change, for the writer. */
  onChange: (() => void) | null = null;
  /** What changed in the turn of the event loop that runs. */
  readonly turn = new Turn((entries) => this.join(entries));

  /** In the order of their first change. A place whose tick is not its entry's any more was taken. */
  private queue: Entry[] = [];
  /** The tick of each place in the queue. Two lists, so that a change makes no object. */
  private ticks: number[] = [];
  private head = 0;
  private readonly times = new ChangeTimes();
  /** The turn whose changes have a time. */
  private timedTurn = 0;

  /** @param clock tells when a change came (ms), for how long it waits; the time of day is not needed. */
  constructor(readonly clock: () => number = () => performance.now()) {}

  /** Notes that an entry differs from what the store has. */
  mark(entry: Entry): void {
    const tick = ++this.tick;
    if (!entry.dirty) {
      entry.dirty = true;
      entry.dirtySince = tick;
      this.size++;
      this.queue.push(entry);
      this.ticks.push(tick);
      if (this.turn.isOver || this.turn.number !== this.timedTurn) this.noteTime(tick);
    }
    this.onChange?.();
  }

  /** Marks entries that are committed together, and before all that waits. */
  markFirst(entries: readonly Entry[]): void {
    const [first] = entries;
    if (first === undefined) return;
    const since = this.oldest() ?? this.tick + 1;
    this.markTogether(entries);
    first.dirtySince = since;
    this.queue.splice(this.head, 0, first);
    this.ticks.splice(this.head, 0, since);
  }

  /** Marks entries that are committed together or not at all. */
  markTogether(entries: readonly Entry[]): void {
    this.join(entries);
    for (const entry of entries) this.mark(entry);
  }

  /** Forgets what waits, because the records that it belongs to are gone. */
  clear(): void {
    this.turn.clear();
    this.queue = [];
    this.ticks = [];
    this.times.clear();
    this.head = 0;
    this.size = 0;
  }

  /** The tick of the oldest change that still waits, or null. */
  oldest(): number | null {
    this.dropTaken();
    return this.ticks[this.head] ?? null;
  }

  /** When the oldest change that still waits came, by `clock`, or null. */
  oldestTime(): number | null {
    const oldest = this.oldest();
    return oldest === null ? null : this.times.at(oldest);
  }

  /** The age of the oldest change that still waits (ms); 0 if there is none. */
  get ageMs(): number {
    const oldest = this.oldestTime();
    return oldest === null ? 0 : Math.max(0, this.clock() - oldest);
  }

  /**
   * Takes the oldest changes, up to `limit` entries; a group that is larger is taken alone, whole. Null if there are none.
   *
   * @param goesOn is given all that was taken so far, after each entry or whole group, and says whether to take more.
   */
  take(limit: number, goesOn: (taken: readonly Entry[]) => boolean = () => true): Taken | null {
    this.turn.end();
    const entries: Entry[] = [];
    const times: number[] = [];
    const since = this.oldest();
    if (since === null) return null;
    const sinceTime = this.times.at(since);
    while (entries.length < limit) {
      this.dropTaken();
      const next = this.queue[this.head];
      if (next === undefined) break;
      const { group } = next;
      if (group === null) this.takeEntry(next, entries, times);
      else if (entries.length > 0 && entries.length + group.members.length > limit) break;
      else for (const member of group.members) this.takeEntry(member, entries, times);
      if (!goesOn(entries)) break;
    }
    this.times.forget(this.oldest() ?? this.tick);
    return { entries, since, times, sinceTime };
  }

  /** Makes one group of entries, and of the groups that they are in. */
  private join(entries: readonly Entry[]): void {
    const [first] = entries;
    if (first === undefined || entries.length === 1) return;
    const group = (first.group ??= new Group([first]));
    let joined = group;
    for (const entry of entries) joined = united(joined, entry);
  }

  private takeEntry(entry: Entry, into: Entry[], times: number[]): void {
    entry.group = null;
    if (!entry.dirty) return;
    entry.dirty = false;
    this.size--;
    into.push(entry);
    times.push(this.times.at(entry.dirtySince));
  }

  private noteTime(tick: number): void {
    this.timedTurn = this.turn.number;
    this.times.note(tick, this.clock());
  }

  /** Passes over places whose change was taken already. */
  private dropTaken(): void {
    for (;;) {
      const entry = this.queue[this.head];
      if (entry === undefined || (entry.dirty && entry.dirtySince === this.ticks[this.head])) break;
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

/** The group with an entry and all that is committed with it. The smaller group moves. */
function united(group: Group, entry: Entry): Group {
  const other = entry.group;
  if (other === group) return group;
  if (other === null) {
    entry.group = group;
    group.members.push(entry);
    return group;
  }
  const [into, from] = other.members.length > group.members.length ? [other, group] : [group, other];
  for (const member of from.members) member.group = into;
  into.members.push(...from.members);
  return into;
}
