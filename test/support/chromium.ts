import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { describe } from '@jest/globals';

/** The browser of this machine: `CHROMIUM`, or the one on PATH; null where there is none. */
export const CHROMIUM = process.env['CHROMIUM'] ?? onPath('chromium') ?? onPath('chromium-browser');

/** A browser with nothing of its own: playwright gives it an empty profile. */
export function startChromium(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Tests that need the browser; where there is none, they are skipped, and it is said. */
export function describeInChromium(name: string, tests: () => void): void {
  if (CHROMIUM === null)
    process.stderr.write(`Skipped: ${name}. There is no chromium on PATH, and CHROMIUM names none.\n`);
  (CHROMIUM === null ? describe.skip : describe)(name, tests);
}

function onPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
