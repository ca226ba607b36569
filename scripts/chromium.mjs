// The browser that the page is looked at with.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** The browser of this machine: `CHROMIUM`, or the one on PATH; null where there is none. */
export const CHROMIUM = process.env.CHROMIUM ?? onPath('chromium') ?? onPath('chromium-browser');

/** A browser with nothing of its own: playwright gives it an empty profile. */
export function startChromium(path) {
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

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
