interface Waiting {
  resolve(structures: readonly unknown[]): void;
  reject(error: Error): void;
}

/** What one of ccxt's `watch…` methods hands out: each call gets what came since the last, of each id the latest. */
export class WatchedList {
  private readonly news = new Map<string, unknown>();
  private waiting: Waiting | null = null;

  /** Whether all that came was handed out, and the next is waited for. */
  get isDrained(): boolean {
    return this.waiting !== null;
  }

  next(): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      if (this.news.size > 0) this.handOut();
    });
  }

  push(id: string, structure: unknown): void {
    this.news.set(id, structure);
    this.handOut();
  }

  /** The connection is gone, and with it what nobody has taken yet. */
  lose(error: Error): void {
    this.news.clear();
    this.waiting?.reject(error);
    this.waiting = null;
  }

  private handOut(): void {
    if (this.waiting === null) return;
    this.waiting.resolve([...this.news.values()]);
    this.waiting = null;
    this.news.clear();
  }
}
