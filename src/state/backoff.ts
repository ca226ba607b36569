const FIRST_MS = 50;
const LONGEST_MS = 2_000;

/** The pauses between attempts: twice as long each time up to 2 s, with jitter. */
export class Backoff {
  private failures = 0;
  private wake: (() => void) | null = null;

  /** After a success the next pause is the shortest again. */
  reset(): void {
    this.failures = 0;
  }

  /** Waits before the next attempt: longer each time, or as long as is said. */
  pause(delay = this.nextDelay()): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends a pause that is going on. */
  cancel(): void {
    this.wake?.();
  }

  private nextDelay(): number {
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.failures++, 16));
    return longest / 2 + Math.random() * (longest / 2);
  }
}
