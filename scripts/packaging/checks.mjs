// What is asked of a host: it compiles, its tests pass, and it runs, saves at SIGTERM, and has everything when it runs again.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const UPDATE = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  id: '1',
  side: 'BUY',
  status: 'FILLED',
  amount: '2',
  filled: '2',
  average: '100',
};
const PATIENCE_MS = 60_000;

/** @returns what the compiler has against it; '' if nothing. */
export function compile(home) {
  const { status, stdout } = run(process.execPath, home, [bin(home, 'typescript', 'bin/tsc')]);
  return status === 0 ? '' : stdout;
}

/** Runs the tests of a host. @returns 'passes', 'fails', or 'Nest fails' where not even Nest alone runs in that runner. */
export function test(home, node, host) {
  const { status, stdout, stderr } = runTests(home, node, host, []);
  if (status === 0) return { result: 'passes', output: '' };
  const alone = runTests(home, node, host, ['nest-alone']);
  return { result: alone.status === 0 ? 'fails' : 'Nest fails', output: stdout + stderr };
}

function runTests(home, node, { nest, format, runner }, files) {
  if (runner === 'vitest') return run(node, home, [bin(home, 'vitest', 'vitest.mjs'), 'run', ...files]);
  // Jest loads ESM with this flag only. A host in CommonJS needs it for Nest 12, and Node 24.9 beside it.
  const flags = format === 'esm' || nest === '12' ? ['--experimental-vm-modules'] : [];
  return run(node, home, [...flags, bin(home, 'jest', 'bin/jest.js'), ...files]);
}

/**
 * Runs a host, gives it an update, ends it with SIGTERM, and runs it again.
 *
 * @returns what it ended with: `saved` is whether what it took was there again.
 */
export async function runTwice(home, node, environment = {}) {
  rmSync(join(home, 'data'), { recursive: true, force: true });
  const first = await Running.start(home, node, environment);
  let outcome;
  try {
    ({ outcome } = await first.request({ method: 'POST', body: JSON.stringify(UPDATE) }));
  } finally {
    await first.end();
  }
  const second = await Running.start(home, node, environment);
  try {
    const { held } = await second.request();
    return { exit: first.exit, saved: outcome === 'applied' && held === UPDATE.filled };
  } finally {
    await second.end();
  }
}

/** A host that runs. */
class Running {
  exit = null;

  constructor(child, url) {
    this.child = child;
    this.url = url;
  }

  /** @throws with what it said, if it ends before it listens. */
  static async start(home, node, environment) {
    const child = spawn(node, ['dist/host.main.js'], {
      cwd: home,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    let said = '';
    const url = await new Promise((resolve, reject) => {
      child.once('exit', (code, signal) => reject(new Error(`it ended with ${code ?? signal}:\n${said}`)));
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (data) => {
          said += data;
          const listening = /Listening on (?<url>http:\S+)/.exec(said);
          if (listening !== null) resolve(listening.groups.url);
        });
      }
    }).finally(() => clearTimeout(limit));
    return new Running(child, url);
  }

  async request(options = {}) {
    const response = await fetch(`${this.url}/probe`, {
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
    });
    return response.json();
  }

  async end() {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const limit = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
    const [code, signal] = await ended;
    clearTimeout(limit);
    this.exit = code ?? signal;
  }
}

function run(node, home, args) {
  return spawnSync(node, args, { cwd: home, encoding: 'utf8', timeout: 5 * PATIENCE_MS });
}

/** A file of a package that a host sees, wherever it is installed. */
function bin(home, name, file) {
  const manifest = createRequire(join(home, 'package.json')).resolve(`${name}/package.json`);
  return join(manifest, '..', file);
}
