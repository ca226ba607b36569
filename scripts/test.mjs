// `npm test [-- …]`: installs what is missing, then runs Jest with whatever arguments were given.
// `npm run test:long [-- …]`: the same for the tests that take long (see CONTRIBUTING.md).
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureRedis } from './ensure-redis.mjs';

/** How many random cases the properties are checked with, unless the environment says so. */
const CASES = {
  short: { PROPERTY_RUNS: '40', CONVERGENCE_RUNS: '60' },
  long: { PROPERTY_RUNS: '1000', CONVERGENCE_RUNS: '5000', RECORDED_SHUFFLES: '200' },
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const TESTS = process.argv.includes('--long') ? 'long' : 'short';
const args = process.argv.slice(2).filter((argument) => argument !== '--long');
ensureInstalled(root);
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', jest, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...CASES[TESTS], ...process.env, TESTS, ...ensureRedis(root) },
});
if (TESTS === 'short') {
  const left = `the tests that take long, most properties, and convergence with more than ${CASES.short.CONVERGENCE_RUNS} cases`;
  console.error(`Not among these: ${left}. Run them with npm run test:long.`);
}
process.exit(status ?? 1);
