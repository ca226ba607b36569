import { acquireCases } from './acquire.cases.js';
import { commitCases } from './commit.cases.js';
import { ConformanceBench } from './conformance-bench.js';
import type { ConformanceCase, StateStoreHarness } from './conformance-case.js';
import { fillCases } from './fill.cases.js';
import { historyCases } from './history.cases.js';
import { loadCases } from './load.cases.js';
import { releaseCases } from './release.cases.js';
import { sequenceCases } from './sequence.cases.js';
import { sumCases } from './sum.cases.js';

const CASES = [
  ...acquireCases,
  ...commitCases,
  ...sequenceCases,
  ...loadCases,
  ...historyCases,
  ...fillCases,
  ...sumCases,
  ...releaseCases,
];

/**
 * What every store must do, for any test runner:
 *
 * ```ts
 * for (const { name, run } of stateStoreConformance({ open: (now) => new MyStore(now) })) it(name, run);
 * ```
 *
 * Cases run one at a time. Each opens a store on empty data, closes it and cleans up.
 */
export function stateStoreConformance(harness: StateStoreHarness): readonly ConformanceCase[] {
  return CASES.filter(({ opensAgain }) => opensAgain !== true || harness.openAgain !== undefined).map(
    ({ name, check }) => ({ name, run: () => ConformanceBench.run(harness, check) }),
  );
}
