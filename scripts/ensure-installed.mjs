// Installs what package-lock.json names when node_modules is missing or was made from another lock file.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';

// Two packages of Nest 12 ask for a newer Node than they need; with `--loglevel=error` npm does not warn of that at each first start.
const NPM_CI = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs the packages of a checkout if need be. Ends the process when that fails. */
export function ensureInstalled(root) {
  withLock(root, () => install(root));
}

function install(root) {
  const modules = join(root, 'node_modules');
  // Another checkout's packages are not this one's to replace.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const stamp = join(modules, '.installed-from');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing packages ...');
  const { status } = spawnSync('npm', NPM_CI, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    console.error('npm ci failed. Check the network and the messages above, then try again.');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
