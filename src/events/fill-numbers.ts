/** Microseconds in a millisecond: how many numbers a millisecond has. */
const NUMBERS_A_MS = 1_000;

/**
 * Numbers of fill events. They begin at the time on the cache's own clock, in microseconds, so that they ascend over restarts although nothing
 * is stored for them.
 */
export class FillNumbers {
  private last = 0;

  constructor(private readonly now: () => number) {}

  next(): number {
    this.last = Math.max(this.last + 1, Math.floor(this.now()) * NUMBERS_A_MS);
    return this.last;
  }

  /** The next numbers are above this one, whatever the clock says. */
  startAfter(number: number): void {
    this.last = Math.max(this.last, number);
  }
}
