// `npm test [-- …]`: installs what is missing, then runs Jest with whatever arguments were given.
// `npm run test:long [-- …]`: the same for the tests that take long (see CONTRIBUTING.md).
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureRedis } from './ensure-redis.mjs';

/** How many random cases each property is checked with, unless PROPERTY_RUNS says so. */
const CASES = { short: '150', long: '1000' };

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const TESTS = process.argv.includes('--long') ? 'long' : 'short';
const args = process.argv.slice(2).filter((argument) => argument !== '--long');
ensureInstalled(root);
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', jest, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { PROPERTY_RUNS: CASES[TESTS], ...process.env, TESTS, ...ensureRedis(root) },
});
if (TESTS === 'short') {
  const left = `the tests that take long, and properties with more than ${CASES.short} cases`;
  console.error(`Not among these: ${left}. Run them with npm run test:long.`);
}
process.exit(status ?? 1);
