import { Backoff } from './backoff.js';

/** The attempts to open a scope, one after the other. */
export class Opening {
  private readonly backoff = new Backoff();
  private lastFailure: Error | null = null;
  private givenUp = false;

  /** Why the last attempt failed. */
  get failure(): Error | null {
    return this.lastFailure;
  }

  get isGivenUp(): boolean {
    return this.givenUp;
  }

  /** Waits before the next attempt. */
  pauseAfter(failure: Error): Promise<void> {
    this.lastFailure = failure;
    return this.backoff.pause();
  }

  /** No further attempt is made after the one that is under way. */
  giveUp(): void {
    this.givenUp = true;
    this.backoff.cancel();
  }
}
