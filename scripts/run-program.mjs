// Runs a program of the tests that is no test: compiles it with the sources, and ends as it ends.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureRedis } from './ensure-redis.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs what is missing, and runs `main.ts` of a folder that has its own tsconfig.json, with the arguments of this process. */
export function runProgram(folder) {
  ensureInstalled(root);
  const env = { ...process.env, ...ensureRedis(root) };
  mkdirSync(join(root, '.cache'), { recursive: true });
  // A folder of its own each time, so that several runs, and a change of the sources meanwhile, do not disturb each other.
  const compiled = mkdtempSync(join(root, '.cache', `${basename(folder)}-`));
  const run = (args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  let status = run([tsc, '-p', join(root, folder), '--outDir', compiled]);
  if (status === 0) status = run([join(compiled, folder, 'main.js'), ...process.argv.slice(2)]);
  rmSync(compiled, { recursive: true, force: true });
  process.exit(status);
}
