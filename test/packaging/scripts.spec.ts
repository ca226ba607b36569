import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const SCRIPT = new URL('../../scripts/ensure-built.mjs', import.meta.url).href;
const CONFIGURATION = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

let root: string;

/** A checkout whose npm and TypeScript compiler only note that they were called. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'checkout-'));
  for (const file of CONFIGURATION) writeFileSync(join(root, file), '{}');
  for (const folder of ['src', 'bin', 'typescript']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'src', 'main.ts'), '');
  mkdirSync(join(root, 'src', 'monitor', 'public'), { recursive: true });
  writeFileSync(join(root, 'src', 'monitor', 'public', 'page.css'), '');
  const tsc =
    "const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs'); appendFileSync('calls', 'build '); mkdirSync('dist', { recursive: true }); writeFileSync('dist/main.js', '');";
  writeFileSync(join(root, 'typescript', 'tsc'), tsc);
  const install =
    'printf "$1 " >> calls; mkdir -p node_modules/typescript/bin; cp typescript/tsc node_modules/typescript/bin/';
  writeFileSync(join(root, 'bin', 'npm'), `#!/bin/sh\n${install}\n`, { mode: 0o755 });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Does what comes before `npm start`. @returns what was called for it, and the exit code. */
function ensureBuilt(): { readonly calls: string; readonly status: number | null } {
  rmSync(join(root, 'calls'), { force: true });
  const code = `import { ensureBuilt } from ${JSON.stringify(SCRIPT)}; ensureBuilt(${JSON.stringify(root)});`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH']}` },
  });
  const calls = join(root, 'calls');
  return { calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim() : '', status };
}

function change(...path: readonly string[]): void {
  appendFileSync(join(root, ...path), ' ');
}

describe('before it starts, a checkout', () => {
  it('installs and builds what is missing, once', () => {
    expect(ensureBuilt()).toEqual({ calls: 'ci build', status: 0 });
    expect(ensureBuilt()).toEqual({ calls: '', status: 0 });
  });

  it('is built anew when a source changed, but for a test', () => {
    ensureBuilt();
    change('src', 'main.ts');
    expect(ensureBuilt().calls).toBe('build');
    change('src', 'main.spec.ts');
    expect(ensureBuilt().calls).toBe('');
    change('src', 'monitor', 'public', 'page.css');
    expect(ensureBuilt().calls).toBe('build');
    expect(readFileSync(join(root, 'dist', 'monitor', 'public', 'page.css'), 'utf8')).toBe(' ');
    rmSync(join(root, 'dist'), { recursive: true });
    expect(ensureBuilt().calls).toBe('build');
  });

  it('is installed and built anew when the lock file changed', () => {
    ensureBuilt();
    change('package-lock.json');
    expect(ensureBuilt().calls).toBe('ci build');
  });

  it.each([
    ['install', join('bin', 'npm'), '#!/bin/sh\nexit 1\n', 'ci'],
    ['build', join('typescript', 'tsc'), 'process.exit(1);', 'build'],
  ])('ends with code 1 when it does not %s, and tries again the next time', (_, tool, failing, last) => {
    const working = readFileSync(join(root, tool));
    writeFileSync(join(root, tool), failing);
    expect(ensureBuilt().status).toBe(1);
    writeFileSync(join(root, tool), working);
    if (last === 'build') writeFileSync(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), working);
    const again = ensureBuilt();
    expect(again.status).toBe(0);
    expect(again.calls).toContain(last);
  });

  it('is rid of what sources that are gone were built to', () => {
    ensureBuilt();
    writeFileSync(join(root, 'dist', 'gone.js'), '');
    change('src', 'main.ts');
    ensureBuilt();
    expect(existsSync(join(root, 'dist', 'gone.js'))).toBe(false);
  });

  it('takes over from a process that died while it built', () => {
    const lock = join(root, '.cache', 'install-and-build.lock');
    mkdirSync(lock, { recursive: true });
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(lock, 'pid'), String(pid));
    expect(ensureBuilt()).toEqual({ calls: 'ci build', status: 0 });
  });
});
