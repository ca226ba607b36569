import { Journal } from './journal.js';

/**
 * Whether records may be read and changed at the moment; closed with the error that says why not. All changes pass it in one place, so that
 * those of a start without the store can be made again on top of what is stored.
 */
export class Gate {
  private journal: Journal | null = null;
  private refusal: (() => Error) | null;
  /** How deep in calls that change records: what they call is made again by them. */
  private depth = 0;

  constructor(refusal: () => Error) {
    this.refusal = refusal;
  }

  open(): void {
    this.refusal = null;
  }

  close(refusal: () => Error): void {
    this.refusal = refusal;
  }

  /** Notes all changes from now on, until `endJournal`. */
  beginJournal(): Journal {
    return (this.journal = new Journal());
  }

  endJournal(): void {
    this.journal = null;
  }

  /** @throws the error that it was closed with. */
  pass(): void {
    if (this.refusal !== null) throw this.refusal();
  }

  /**
   * Whether a change is noted; then it is made by `change`. Else it is made at once, and no function is made for it.
   *
   * @throws the error that the gate was closed with.
   */
  get isNoting(): boolean {
    this.pass();
    return this.journal !== null && this.depth === 0;
  }

  /**
   * Makes a change of records.
   *
   * @param args what it is made with.
   * @param again makes it again, with a copy of that.
   * @throws the error that the gate was closed with.
   */
  change<Args extends readonly unknown[], Result>(
    args: [...Args],
    again: (args: [...Args]) => unknown,
    change: () => Result,
  ): Result {
    if (!this.isNoting) return change();
    const copy = structuredClone(args);
    this.depth++;
    try {
      const result = change();
      this.journal?.note(() => again(copy));
      return result;
    } finally {
      this.depth--;
    }
  }
}
