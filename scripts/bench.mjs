// `npm run bench [-- flags]`: installs what is missing, compiles bench/ with the sources, and runs it (see docs/benchmarks.md).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
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
// Nobody waits for peers where figures say little, or where they are not compared.
if (former === null && !args.includes('--quick')) env.BENCH_PEERS = installedPeers();
rmSync(compiled, { recursive: true, force: true });
run([join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'bench')]);
for (const file of FILES) cpSync(join(root, file), join(compiled, file), { recursive: true });
run([
  '--expose-gc',
  // What was compiled in the first rounds stays compiled, though it is not called while the next tables are filled.
  '--no-flush-bytecode',
  // A million orders of the product, or as many of what it is compared with, stand in memory at once.
  '--max-old-space-size=6144',
  ...(former === null ? ['main.js', ...args] : ['former.js', former, ...args]).map((arg, at) =>
    at === 0 ? join(compiled, 'bench', arg) : arg,
  ),
]);

/** What users would pick instead has dependencies of its own, which nobody else needs. @returns the module that opens them. */
function installedPeers() {
  const source = join(root, 'bench', 'peers');
  const folder = join(root, '.cache', 'peers');
  const lock = join(folder, 'package-lock.json');
  const isThere =
    existsSync(lock) &&
    readFileSync(lock, 'utf8') === readFileSync(join(source, 'package-lock.json'), 'utf8');
  if (!isThere || !existsSync(join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true });
    cpSync(source, folder, { recursive: true });
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status } = spawnSync('npm', ['ci', ...options], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  cpSync(join(source, 'peers.mjs'), join(folder, 'peers.mjs'));
  return join(folder, 'peers.mjs');
}

function run(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
