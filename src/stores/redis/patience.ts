/** A command that is not answered by then has an unknown outcome, and its connection is given up. */
export const COMMAND_TIMEOUT_MS = 3_000;
const LONGEST_MS = 32 * COMMAND_TIMEOUT_MS;
/** How long it is remembered that a command needed longer. */
const MEMORY_MS = 60_000;

/**
 * How long a command may take. A large commit, or a page of a scan, over a slow line needs longer than is waited at first; it would be
 * broken off and begun again for ever, so that twice as long is waited after each command that was not answered in time.
 */
export class Patience {
  private raisedMs = COMMAND_TIMEOUT_MS;
  private neededAt = -Infinity;

  constructor(private readonly stopwatch: () => number = () => performance.now()) {}

  /** The limit of a command that is sent now. */
  get limitMs(): number {
    return this.stopwatch() - this.neededAt < MEMORY_MS ? this.raisedMs : COMMAND_TIMEOUT_MS;
  }

  /** A command that had this limit was not answered in time. */
  timedOut(limitMs: number): void {
    this.raisedMs = Math.min(LONGEST_MS, 2 * limitMs);
    this.neededAt = this.stopwatch();
  }

  /** A command took so long. */
  answered(tookMs: number): void {
    if (tookMs > COMMAND_TIMEOUT_MS) this.neededAt = this.stopwatch();
  }
}
