import { jest } from '@jest/globals';
import fc from 'fast-check';

/** `PROPERTY_RUNS=10000 npm run test:long -- test/properties` for the long run. */
export const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);

jest.setTimeout(30_000 + RUNS * 20);

/** Checks a property for `RUNS` seeds; a failure names the seed as the counterexample. */
export function checkSeeds(property: (seed: number) => void): void {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0x7fffffff }), property), { numRuns: RUNS });
}

/** The same for a property that answers later. */
export function checkSeedsAsync(property: (seed: number) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 0x7fffffff }), property), { numRuns: RUNS });
}
