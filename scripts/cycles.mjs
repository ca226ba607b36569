// `npm run cycles [-- NAME… --cycles N --seed N]`: installs what is missing, compiles test/faults/cycles with the sources, and runs
// crash cycles against real stores (see docs/durability.md).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureRedis } from './ensure-redis.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
ensureInstalled(root);
const env = { ...process.env, ...ensureRedis(root) };
mkdirSync(join(root, '.cache'), { recursive: true });
// A folder of its own each time, so that several runs, and a change of the sources meanwhile, do not disturb each other.
const compiled = mkdtempSync(join(root, '.cache', 'cycles-'));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const cycles = join('test', 'faults', 'cycles');
let status = run([tsc, '-p', join(root, cycles), '--outDir', compiled]);
if (status === 0) status = run([join(compiled, cycles, 'main.js'), ...process.argv.slice(2)]);
rmSync(compiled, { recursive: true, force: true });
process.exit(status);

function run(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}
