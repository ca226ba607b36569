// Runs a command of `trading-cache` from the checkout, in this process, so that signals reach it.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

/** Installs and builds what is missing, then runs the command with the arguments of this process. */
export async function runBin(command) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  ensureBuilt(root);
  process.argv.splice(2, 0, command);
  await import(pathToFileURL(join(root, 'dist', 'cli', 'main.js')).href);
}
