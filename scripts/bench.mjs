// `npm run bench [-- [--memory] [--redis] [--million] [--http] [--former <checkout>] [--quick]]`: installs what is missing, compiles bench/ with the
// sources, and runs it (see docs/benchmarks.md).
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureRedis } from './ensure-redis.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = join(root, '.cache', 'bench');

/** What the app reads beside what is compiled. */
const FILES = ['package.json', 'src/monitor/public'];

const args = process.argv.slice(2);
const at = args.indexOf('--former');
const [, former = null] = at < 0 ? [] : args.splice(at, 2);

ensureInstalled(root);
const env = { ...process.env, ...ensureRedis(root) };
rmSync(compiled, { recursive: true, force: true });
run([join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'bench')]);
for (const file of FILES) cpSync(join(root, file), join(compiled, file), { recursive: true });
// A million orders of the product and as many of what it is compared with stand in memory at once.
run([
  '--expose-gc',
  // What was compiled in the first rounds stays compiled, though it is not called while the next tables are filled.
  '--no-flush-bytecode',
  '--max-old-space-size=6144',
  ...(former === null ? ['main.js', ...args] : ['former.js', former, ...args]).map((arg, at) =>
    at === 0 ? join(compiled, 'bench', arg) : arg,
  ),
]);

function run(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
