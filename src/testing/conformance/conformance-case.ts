import type { StateStore } from '../../stores/state-store.js';

/** How the suite gets at a store. */
export interface StateStoreHarness {
  /** Opens the store on empty data of its own, once for each case. `now` tells it the time (ms since the epoch). */
  open(now: () => number): StateStore | Promise<StateStore>;

  /**
   * Opens a store on the same data as the last `open`, as another process has it, or the same one after a restart. Left out
   * for a store whose data ends with it; the cases that need it are then left out too.
   */
  openAgain?(now: () => number): StateStore | Promise<StateStore>;

  /** Removes the data of a case, after all its stores were closed. */
  cleanUp?(): void | Promise<void>;
}

/** One thing that every store must do. `run` rejects with an `AssertionError` that says what was found instead. */
export interface ConformanceCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}
