/** Notes how long the turns of the event loop take, from its making until it is stopped. */
export class TurnProbe {
  private longest = 0;
  private last = performance.now();
  private next = setImmediate(() => this.turn());

  /** @returns the longest turn (ms). */
  stop(): number {
    this.note();
    clearImmediate(this.next);
    return this.longest;
  }

  private turn(): void {
    this.note();
    this.next = setImmediate(() => this.turn());
  }

  private note(): void {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - this.last);
    this.last = now;
  }
}
