import type { ConformanceBench } from './conformance-bench.js';

/** A case as it is written: it gets a bench with a store that is freshly opened. */
export interface CaseOfStore {
  readonly name: string;
  /** Whether it opens the data a second time. */
  readonly opensAgain?: true;
  readonly check: (bench: ConformanceBench) => Promise<void>;
}
