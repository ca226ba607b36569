const SECOND_MS = 1_000;

/** So many requests a second; of a pause, those of one second are kept. */
export class TokenBucket {
  private tokens: number;

  constructor(
    private readonly perSecond: number,
    private at: number,
  ) {
    this.tokens = perSecond;
  }

  /** Takes a token. @returns 0, or in how many milliseconds there is one. */
  take(now: number): number {
    const grown = this.tokens + ((now - this.at) * this.perSecond) / SECOND_MS;
    this.tokens = Math.min(this.perSecond, grown);
    this.at = now;
    if (this.tokens < 1) return ((1 - this.tokens) * SECOND_MS) / this.perSecond;
    this.tokens--;
    return 0;
  }
}
