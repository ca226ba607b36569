// Installs what package-lock.json names when node_modules is missing or was made from another lock file.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';

/** Installs the packages of a checkout if need be. Ends the process when that fails. */
export function ensureInstalled(root) {
  withLock(root, () => install(root));
}

function install(root) {
  const stamp = join(root, 'node_modules', '.installed-from');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing packages ...');
  // Not `npm ci`: it refuses a lock file when a registry lacks an optional package of some other platform.
  const { status } = spawnSync(
    'npm',
    ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (status !== 0) {
    console.error('npm install failed. Check the network and the messages above, then try again.');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
