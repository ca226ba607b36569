import { ScopeHeldError, StoreUnavailableError } from '../stores/store.errors.js';
import { Backoff } from '../state/backoff.js';
import type { TradingCacheOptions } from './cache.options.js';
import { HoldWait } from './hold-wait.js';

/** How often a hold that is in the way is looked at: it may be given back early. */
const LOOK_AGAIN_MS = 250;

/** The attempts to open a scope, one after the other. */
export class Opening {
  private readonly backoff = new Backoff();
  private readonly wait = new HoldWait();
  private lastFailure: Error | null = null;
  private givenUp = false;
  /** How much longer a hold may be in the way before it is clear that its holder is alive (ms). */
  private patience: number | null = null;
  private tellAway!: () => void;
  /** Resolves when the store was found to be away. */
  readonly away = new Promise<void>((resolve) => (this.tellAway = resolve));
  private isStandby = false;
  private tellStandby!: () => void;
  /** Resolves when another process was found to have the scope, and this one waits for it on standby. */
  readonly standby = new Promise<void>((resolve) => (this.tellStandby = resolve));

  /**
   * @param attempt opens the scope, and says with `acquired` when nothing is in the way any more.
   * @param failed is told of each failure after which it goes on.
   */
  constructor(
    private readonly options: Pick<TradingCacheOptions, 'startup' | 'onConflict'>,
    private readonly attempt: (acquired: () => void) => Promise<void>,
    private readonly failed: () => void = () => undefined,
  ) {}

  /** Why the last attempt failed; null once nothing is in the way. */
  get failure(): Error | null {
    return this.lastFailure;
  }

  get isGivenUp(): boolean {
    return this.givenUp;
  }

  /** Tries until it works, or cannot. @throws what stands in the way for good. */
  async run(): Promise<void> {
    for (;;) {
      try {
        return await this.attempt(() => this.acquired());
      } catch (error) {
        if (!(error instanceof ScopeHeldError))
          this.wait.failed(error instanceof Error ? error.message : String(error));
        const isWorthIt = !this.givenUp && (await this.isWaitedOut(error));
        if (isWorthIt && !this.givenUp) continue;
        this.wait.failed(this.givenUp ? 'The scope was closed meanwhile.' : 'That process still has it.');
        throw error;
      }
    }
  }

  /** No further attempt is made after the one that is under way. */
  giveUp(): void {
    this.givenUp = true;
    this.backoff.cancel();
  }

  private acquired(): void {
    this.lastFailure = null;
    this.wait.succeeded();
  }

  /** Waits where what is in the way may pass. @returns whether it may. */
  private async isWaitedOut(error: unknown): Promise<boolean> {
    if (error instanceof ScopeHeldError) {
      const isStandby = this.options.onConflict === 'standby';
      if (!isStandby && !this.mayLapse(error)) return false;
      this.wait.goesOn(error, isStandby ? null : this.patience);
      this.lastFailure = error;
      if (isStandby) {
        this.isStandby = true;
        this.tellStandby();
      }
      this.failed();
      await this.backoff.pause(LOOK_AGAIN_MS);
      return true;
    }
    if (!(error instanceof StoreUnavailableError)) return false;
    // Who is on standby has started: an outage while it waits does not end it.
    if (this.options.startup === 'require' && !this.isStandby) return false;
    this.lastFailure = error;
    this.failed();
    this.tellAway();
    await this.backoff.pause();
    return true;
  }

  /** Whether a hold may still turn out to be one of a process that is gone: it would have been renewed in time. */
  private mayLapse({ lapsesInMs }: ScopeHeldError): boolean {
    if (lapsesInMs === null) return false;
    this.patience = this.patience === null ? lapsesInMs + LOOK_AGAIN_MS : this.patience - LOOK_AGAIN_MS;
    return this.patience > 0;
  }
}
