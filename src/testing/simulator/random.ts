const INCREMENT = 0x6d2b79f5;

/** A repeatable source of choices (mulberry32): the same seed always makes the same ones. */
export class Random {
  constructor(private state: number) {}

  /** An integer from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + (this.next() % (to - from + 1));
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.integer(1, 100) <= percent;
  }

  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)] as T;
  }

  private next(): number {
    this.state = (this.state + INCREMENT) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
