/** What runs by the clock. The clock goes on when it has finished. */
export type ClockListener = () => void | Promise<void>;

/** 2024-01-01T00:00:00Z: where a clock begins unless it is told otherwise, so that every run of a test has the same times. */
export const CLOCK_START = 1_704_067_200_000;

/** How often listeners run at most: as often as the cache looks for what is due in production. */
const STEP_MS = 1_000;
/** How often they run at most while the clock advances once, so that a jump of a month does not take a minute. */
const MOST_STEPS = 3_600;

/** A clock that stands still until it is told to advance. It knows nothing of the machine's. */
export class VirtualClock {
  private readonly listeners = new Set<ClockListener>();
  private isAdvancing = false;

  /** @param time where it begins (ms since the epoch). */
  constructor(private time: number = CLOCK_START) {
    assertTime(time);
  }

  /** The time (ms since the epoch). A function of its own, to be given as an option: `now: clock.now`. */
  readonly now = (): number => this.time;

  /**
   * Moves the clock on, and runs what is due after each step: with a `TradingCacheTestingModule` syncs, expiry, settling and retention of its
   * scopes. A step is a second, and a part of 3600 where the clock advances by more than an hour: what is due on the way may run that much later. At the end
   * everything is looked at.
   *
   * @param ms whole milliseconds, 0 to run what is due now.
   * @returns when all of it has run; await it.
   * @throws {RangeError} if it is no such number.
   * @throws {Error} if the clock is still advancing.
   */
  async advance(ms: number): Promise<void> {
    if (!Number.isSafeInteger(ms) || ms < 0)
      throw new RangeError(`A clock advances by whole milliseconds, not by ${ms}; go back with set().`);
    if (this.isAdvancing) throw new Error('The clock is still advancing. Await its advance().');
    const end = this.time + ms;
    assertTime(end);
    // Where nothing runs by it there is nothing to wait for.
    if (this.listeners.size === 0) {
      this.time = end;
      return;
    }
    const step = Math.max(STEP_MS, Math.ceil(ms / MOST_STEPS));
    this.isAdvancing = true;
    try {
      do {
        this.time = Math.min(this.time + step, end);
        await this.runListeners();
      } while (this.time < end);
    } finally {
      this.isAdvancing = false;
    }
  }

  /** Puts the clock to a time (ms since the epoch), forth or back. Nothing runs: so does a machine's clock that is corrected. */
  set(time: number): void {
    assertTime(time);
    if (this.isAdvancing) throw new Error('The clock is still advancing. Await its advance().');
    this.time = time;
  }

  /** Runs something at each step of the clock. @returns what ends that. */
  onStep(listener: ClockListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private async runListeners(): Promise<void> {
    for (const listener of this.listeners) await listener();
  }
}

function assertTime(time: number): void {
  if (!Number.isSafeInteger(time) || time < 0)
    throw new RangeError(`A time is in whole milliseconds since the epoch, not ${time}.`);
}
