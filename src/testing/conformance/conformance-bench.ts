import type { Holder } from '../../stores/holder.js';
import type { ScopeId } from '../../stores/scope-id.js';
import type { StateStore } from '../../stores/state-store.js';
import type { StateStoreHarness } from './conformance-case.js';
import { ScopeUnderTest } from './scope-under-test.js';

export const SCOPE: ScopeId = { strategyId: 'strategy', userId: 'user' };

const START = Date.UTC(2030, 0, 1);
const FIRST_PID = 1_001;

/** A process that holds a scope: each number is another one. */
export function holder(number: number): Holder {
  return {
    nonce: `nonce-${number}`,
    pid: FIRST_PID + number,
    hostname: `host-${number}`,
    address: `http://host-${number}:3000`,
  };
}

/** What a case works with: a store, further ones on the same data, and the time that they are told. */
export class ConformanceBench {
  private time = START;
  private readonly opened: StateStore[] = [];

  private constructor(private readonly harness: StateStoreHarness) {}

  /** Runs a case on a fresh store, and closes what it opened, however it ended. */
  static async run(
    harness: StateStoreHarness,
    check: (bench: ConformanceBench) => Promise<void>,
  ): Promise<void> {
    const bench = new ConformanceBench(harness);
    try {
      bench.opened.push(await harness.open(bench.now));
      await check(bench);
    } finally {
      for (const store of bench.opened) await store.close();
      await harness.cleanUp?.();
    }
  }

  readonly now = (): number => this.time;

  /** The store that was opened last. */
  get store(): StateStore {
    return this.opened.at(-1) as StateStore;
  }

  passTime(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** Opens the data once more; `store` is that one then. */
  async openAgain(): Promise<StateStore> {
    const open = this.harness.openAgain?.bind(this.harness);
    if (open === undefined)
      throw new Error('The harness has no openAgain. Leave out the cases that need it.');
    this.opened.push(await open(this.now));
    return this.store;
  }

  /** Closes the store, as a process that ends does, and opens its data once more. */
  async restart(): Promise<void> {
    await this.store.close();
    await this.openAgain();
  }

  async acquire(scope: ScopeId = SCOPE, by: Holder = holder(1)): Promise<ScopeUnderTest> {
    return new ScopeUnderTest(await this.store.acquire(scope, by));
  }
}
