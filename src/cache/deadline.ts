/** A limit on waiting. */
export class Deadline {
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly timeoutMs: number) {}

  /** Rejects with `error()` when the time is over. */
  passed(error: () => Error): Promise<never> {
    return new Promise((_, reject) => {
      this.timer = setTimeout(() => reject(error()), this.timeoutMs);
    });
  }

  clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
