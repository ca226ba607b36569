// `node scripts/kill-cycles.mjs [cycles] [seed]`: kills a process that commits to the embedded store, again and again,
// and looks each time whether the store has what it acknowledged. Takes about a quarter of a second a cycle.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [cycles = '1000', seed = `${Date.now() % 1_000_000}`] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(cycles) || !/^\d+$/.test(seed)) {
  console.error('Usage: node scripts/kill-cycles.mjs [cycles] [seed]; both are whole numbers.');
  process.exit(2);
}
ensureInstalled(root);
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', jest, '--verbose', 'test/faults/kill.spec.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, KILL_CYCLES: cycles, KILL_SEED: seed } },
);
process.exit(status ?? 1);
