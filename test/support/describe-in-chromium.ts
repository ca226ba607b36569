import { describe } from '@jest/globals';
import { CHROMIUM } from '../../scripts/chromium.mjs';

/** Tests that need the browser; where there is none, they are skipped, and it is said. */
export function describeInChromium(name: string, tests: () => void): void {
  if (CHROMIUM === null)
    process.stderr.write(`Skipped: ${name}. There is no chromium on PATH, and CHROMIUM names none.\n`);
  (CHROMIUM === null ? describe.skip : describe)(name, tests);
}
