/** Items in the order in which they fall due. Only the front is ever looked at, so that nothing that is not due costs. */
export class DueQueue<T> {
  // Two lists, so that an item takes no object.
  private items: (T | null)[] = [];
  private times: number[] = [];
  private head = 0;

  /** Adds an item. Times are expected not to fall; one that does waits for those before it. */
  push(item: T, at: number): void {
    this.items.push(item);
    this.times.push(at);
  }

  get size(): number {
    return this.items.length - this.head;
  }

  /** The time of the first item; null if there is none. */
  get firstAt(): number | null {
    return this.times[this.head] ?? null;
  }

  /** The first item if its time is at or before `now`. */
  due(now: number): T | null {
    const at = this.times[this.head];
    return at !== undefined && at <= now ? (this.items[this.head] as T) : null;
  }

  clear(): void {
    this.items = [];
    this.times = [];
    this.head = 0;
  }

  /** Drops the first item, and lets go of it: its place goes later. */
  shift(): void {
    this.items[this.head] = null;
    this.head++;
    if (this.head > 1_024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.times = this.times.slice(this.head);
      this.head = 0;
    }
  }
}
