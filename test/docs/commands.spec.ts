import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS as SUBCOMMANDS } from '../../src/cli/commands.js';
import { COMMANDS } from './commands.js';
import { ROOT } from './pages.js';

interface Manifest {
  readonly name: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Pages whose requests a test sends: README (first-bot, transcript), http-api (test/e2e/http-docs), security (test/e2e/access). */
const WITH_TESTED_REQUESTS = ['README.md', 'docs/http-api.md', 'docs/security.md'];
/** What needs another machine. `test/packaging/deploy.long-spec.ts` carries out the steps behind it, as far as this one can. */
const ELSEWHERE = { page: 'docs/deployment.md', programs: ['docker', 'cp', 'systemctl', 'node'] };

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;
}

const ROOT_MANIFEST = manifestOf('.');
/** The package itself, and what it is developed and tested with. */
const PACKAGES = [
  ROOT_MANIFEST.name,
  ...Object.keys({
    ...ROOT_MANIFEST.dependencies,
    ...ROOT_MANIFEST.devDependencies,
    ...ROOT_MANIFEST.peerDependencies,
  }),
];

function scriptsFor(page: string): readonly string[] {
  const folder = dirname(page);
  const own = existsSync(join(ROOT, folder, 'package.json')) ? manifestOf(folder).scripts : {};
  return Object.keys({ ...ROOT_MANIFEST.scripts, ...own });
}

/** What is wrong with a simple command; null if it can be carried out. */
function faultOf(page: string, command: string): string | null {
  const [program = '', ...words] = command.replace(/^(?:[A-Z_]+=\S+ )+/, '').split(/\s+/);
  if (/^\w+=\S+$/.test(command)) return null;
  if (page === ELSEWHERE.page && ELSEWHERE.programs.includes(program)) return null;
  switch (program) {
    case 'npm':
      return faultOfNpm(page, words);
    case 'npx':
      if (words[0] !== 'trading-cache') return 'runs another package';
      return SUBCOMMANDS.has(words[1] ?? '') ? null : `has no subcommand ${words[1]}`;
    case 'trading-cache':
      return SUBCOMMANDS.has(words[0] ?? '') ? null : `has no subcommand ${words[0]}`;
    case 'curl':
      return WITH_TESTED_REQUESTS.includes(page) ? null : 'has a request that no test sends';
    case 'cd':
      return existsSync(join(ROOT, words[0] ?? '')) ? null : 'leads nowhere';
    case 'node':
      // Not in the tree: it could change it.
      return spawnSync('bash', ['-c', command], { cwd: tmpdir() }).status === 0 ? null : 'fails';
    default:
      return existsSync(join(ROOT, program)) ? null : 'is not known to any test';
  }
}

function faultOfNpm(page: string, words: readonly string[]): string | null {
  const [verb = '', ...rest] = words.filter((word) => word !== '--silent');
  if (verb === 'install' || verb === 'i') {
    const strange = rest.filter(
      (word) => !word.startsWith('-') && !PACKAGES.includes(word.replace(/(?<!^)@[\d.]+$/, '')),
    );
    return strange.length === 0 ? null : `installs ${strange.join(', ')}, which nothing here is tested with`;
  }
  // Sets a field of the reader's own package.json.
  if (verb === 'pkg') return rest[0] === 'set' ? null : `does not know npm pkg ${rest[0]}`;
  if (verb === 'ci' || verb === 'prune') return null;
  const script = verb === 'run' ? (rest[0] ?? '') : verb;
  return scriptsFor(page).includes(script) ? null : `has no script ${script}`;
}

describe('a command of the documentation can be carried out', () => {
  it.each(COMMANDS.map(({ page, text }) => [page, text] as const))('%s: %s', (page, text) => {
    const simple = text.startsWith('curl') ? [text] : text.split(' && ');
    expect(simple.map((each) => faultOf(page, each)).filter((fault) => fault !== null)).toEqual([]);
  });
});

it('the command line has the subcommands that the pages name', () => {
  const used = COMMANDS.flatMap(
    ({ text }) => /^npx trading-cache (?<name>\w+)/.exec(text)?.groups?.['name'] ?? [],
  );
  expect(used.length).toBeGreaterThan(0);
  expect(Object.keys(ROOT_MANIFEST.bin ?? {})).toContain('trading-cache');
});
