import type { ScopeHeldError } from '../stores/store.errors.js';
import { Backoff } from './backoff.js';

/** How often a hold that is in the way is looked at: it may be given back early. */
const LOOK_AGAIN_MS = 250;

/** The attempts to open a scope, one after the other. */
export class Opening {
  private readonly backoff = new Backoff();
  private lastFailure: Error | null = null;
  private givenUp = false;
  /** How much longer a hold may be in the way before it is clear that its holder is alive (ms). */
  private patience: number | null = null;

  /** Why the last attempt failed; null once nothing is in the way. */
  get failure(): Error | null {
    return this.lastFailure;
  }

  get isGivenUp(): boolean {
    return this.givenUp;
  }

  succeeded(): void {
    this.lastFailure = null;
  }

  /** Whether a hold may still turn out to be one of a process that is gone: it would have been renewed in time. */
  mayLapse({ lapsesInMs }: ScopeHeldError): boolean {
    if (lapsesInMs === null) return false;
    this.patience ??= lapsesInMs + LOOK_AGAIN_MS;
    return this.patience > 0;
  }

  /** Waits before the next attempt, longer each time. */
  pauseAfter(failure: Error): Promise<void> {
    this.lastFailure = failure;
    return this.backoff.pause();
  }

  /** Waits a moment for a hold to end. */
  pauseWhileHeld(failure: ScopeHeldError): Promise<void> {
    this.lastFailure = failure;
    if (this.patience !== null) this.patience -= LOOK_AGAIN_MS;
    return this.backoff.pause(LOOK_AGAIN_MS);
  }

  /** No further attempt is made after the one that is under way. */
  giveUp(): void {
    this.givenUp = true;
    this.backoff.cancel();
  }
}
