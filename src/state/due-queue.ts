interface Place<T> {
  readonly item: T;
  readonly at: number;
}

/** Items in the order in which they fall due. Only the front is ever looked at, so that nothing that is not due costs. */
export class DueQueue<T> {
  private places: Place<T>[] = [];
  private head = 0;

  /** Adds an item. Times are expected not to fall; one that does waits for those before it. */
  push(item: T, at: number): void {
    this.places.push({ item, at });
  }

  /** The first item if its time is at or before `now`. */
  due(now: number): T | null {
    const first = this.places[this.head];
    return first !== undefined && first.at <= now ? first.item : null;
  }

  clear(): void {
    this.places = [];
    this.head = 0;
  }

  /** Drops the first item. */
  shift(): void {
    this.head++;
    if (this.head > 1_024 && this.head * 2 > this.places.length) {
      this.places = this.places.slice(this.head);
      this.head = 0;
    }
  }
}
