// Builds dist/ when it is missing or was made from other sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';
import { withLock } from './lock.mjs';

/** Files that are part of the package as they are. */
const PAGE = 'monitor/public';

const CONFIGURATION = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Installs and builds what is missing or older than what it is made from. Ends the process when that fails. */
export function ensureBuilt(root) {
  ensureInstalled(root);
  withLock(root, () => {
    if (!isBuilt(root)) build(root);
  });
}

/** Installs what is missing, and builds in any case. Ends the process when that fails. */
export function buildAnew(root) {
  ensureInstalled(root);
  withLock(root, () => build(root));
}

function isBuilt(root) {
  const stamp = stampOf(root);
  if (!existsSync(join(root, 'dist', 'main.js')) || !existsSync(stamp)) return false;
  return readFileSync(stamp, 'utf8') === hashOfSources(root);
}

function build(root) {
  const stamp = stampOf(root);
  const sources = hashOfSources(root);
  console.error('Building ...');
  // Files of sources that are gone must not be packed.
  for (const former of [stamp, join(root, 'dist')]) rmSync(former, { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    console.error('The build failed. Fix the errors above, then try again.');
    process.exit(1);
  }
  cpSync(join(root, 'src', PAGE), join(root, 'dist', PAGE), { recursive: true });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
}

/** Names the sources that dist/ was built from. */
function stampOf(root) {
  return join(root, '.cache', 'built-from');
}

function hashOfSources(root) {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true })
    .filter((file) => (file.endsWith('.ts') && !file.endsWith('.spec.ts')) || dirname(file) === PAGE)
    .sort()
    .map((file) => join('src', file));
  for (const file of [...CONFIGURATION, ...sources]) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}
