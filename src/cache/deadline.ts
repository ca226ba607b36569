/** The longest that a timer can wait (ms); one that is given more does not wait at all. */
const LONGEST_MS = 2 ** 31 - 1;

/** A limit on waiting. */
export class Deadline {
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly timeoutMs: number) {}

  /** Rejects with `error()` when the time is over. */
  passed(error: () => Error): Promise<never> {
    return new Promise((_, reject) => {
      this.timer = setTimeout(() => reject(error()), Math.min(this.timeoutMs, LONGEST_MS));
    });
  }

  clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
