/** Waits for orders that are submitted and unanswered. */
interface Waiter {
  readonly isOver: () => boolean;
  readonly resolve: () => void;
}

/** Those who wait until orders have been answered: asked anew with each change of an order. */
export class InFlightWaiters {
  private waiters: Waiter[] = [];

  /**
   * Waits until nothing is in flight any more, at most `timeoutMs`.
   *
   * @returns whether that came in time.
   */
  async wait(isOver: () => boolean, timeoutMs: number): Promise<boolean> {
    if (isOver()) return true;
    let timer: NodeJS.Timeout | undefined;
    let waiter: Waiter | undefined;
    const over = new Promise<true>((resolve) => {
      waiter = { isOver, resolve: () => resolve(true) };
      this.waiters.push(waiter);
    });
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    try {
      return await Promise.race([over, late]);
    } finally {
      clearTimeout(timer);
      this.waiters = this.waiters.filter((each) => each !== waiter);
    }
  }

  /** An order changed. */
  changed(): void {
    if (this.waiters.length === 0) return;
    for (const { isOver, resolve } of this.waiters) if (isOver()) resolve();
  }
}
