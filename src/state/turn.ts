import type { Entry } from './entry.js';

/**
 * What changed in the turn of the event loop that runs, by what it is about (a symbol), so that what a host keeps of the same subject, and
 * sets in the same turn, is committed together with it. Changes are taken between turns only.
 */
export class Turn {
  // Two lists, so that a change makes no object.
  private subjects: string[] = [];
  private changed: Entry[] = [];
  private readonly companions = new Map<string, Entry>();
  /** Which turn it is, of those in which something changed that has a subject. */
  number = 0;
  /** Whether nothing changed yet that has a subject. */
  isOver = true;
  /** Called when a turn is about to end; what it changes belongs to that turn. */
  onEnd: (() => void) | null = null;

  /** @param join makes entries one group. */
  constructor(private readonly join: (entries: readonly Entry[]) => void) {}

  /** An entry changed that is about a subject. */
  note(subject: string, entry: Entry): void {
    this.subjects.push(subject);
    this.changed.push(entry);
    this.stir();
  }

  /** An entry changed that belongs to all that changes of its subject in this turn, before it or after it. */
  accompany(subject: string, entry: Entry): void {
    this.companions.set(subject, entry);
    this.stir();
  }

  /** Something happened in this turn, be it no change of a record. */
  stir(): void {
    if (this.isOver) this.begin();
  }

  /** Joins what belongs together, and forgets the turn. */
  end(): void {
    if (!this.isOver) this.onEnd?.();
    const { changed, subjects, companions } = this;
    this.isOver = true;
    if (changed.length === 0) return companions.clear();
    this.subjects = [];
    this.changed = [];
    for (const [subject, companion] of companions) {
      const its = changed.filter((entry, at) => subjects[at] === subject && entry.dirty);
      if (its.length > 0 && companion.dirty) this.join([companion, ...its]);
    }
    companions.clear();
  }

  /** Forgets the turn: its records are gone. */
  clear(): void {
    this.subjects = [];
    this.changed = [];
    this.companions.clear();
  }

  private begin(): void {
    this.isOver = false;
    this.number++;
    setImmediate(() => this.end());
  }
}
