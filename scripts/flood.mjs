// `npm run flood [-- NAME…]`: installs what is missing, compiles test/flood, and pours floods
// into the app (see docs/floods.md).
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
const compiled = mkdtempSync(join(root, '.cache', 'flood-'));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const floods = join('test', 'flood');
let status = run([tsc, '-p', join(root, floods), '--outDir', compiled]);
if (status === 0) status = run([join(compiled, floods, 'main.js'), ...process.argv.slice(2)]);
rmSync(compiled, { recursive: true, force: true });
process.exit(status);

function run(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}
