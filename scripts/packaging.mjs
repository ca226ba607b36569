// `npm run packaging [-- --some] [-- --keep]`: packs the package, installs the tarball in fresh hosts, and tries it there: Nest 11.1 and 12,
// ESM and CommonJS, Jest and Vitest, Express and Fastify, on Node 20.19, 22, 24 and the newest. Prints a table; docs/packaging.md has it.
// `--some`: half of the hosts, on this Node. `--keep`: the hosts stay, to look at.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, runTwice, test } from './packaging/checks.mjs';
import { allHosts, install, makeHost, nameOf, someHosts } from './packaging/hosts.mjs';
import { allNodes, thisNode } from './packaging/nodes.mjs';

const isShort = process.argv.includes('--some');
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'packaging-'));
try {
  process.exitCode = (await tryAll(isShort ? someHosts() : allHosts(), isShort ? thisNode() : allNodes()))
    ? 0
    : 1;
} finally {
  if (process.argv.includes('--keep')) console.error(`The hosts are in ${folder}.`);
  else rmSync(folder, { recursive: true, force: true });
}

/** @returns whether the package works in all hosts in which Nest itself works. */
async function tryAll(hosts, nodes) {
  const tarball = pack();
  for (const nest of new Set(hosts.map((host) => host.nest))) {
    console.error(`Installing hosts of Nest ${nest} ...`);
    install(folder, nest, tarball);
  }
  const rows = [];
  let works = true;
  for (const host of hosts) {
    const cells = await tryHost(host, nodes);
    works &&= cells.every((cell) => cell === 'works' || cell === 'Nest alone fails');
    rows.push([host.nest, host.format, host.runner, host.server, ...cells]);
  }
  print([['Nest', 'format', 'tests', 'server', ...nodes.map(({ version }) => `Node ${version}`)], ...rows]);
  return works;
}

function pack() {
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  return join(folder, JSON.parse(said)[0].filename);
}

/** Tries a host on each Node. @returns a cell of the table for each. */
async function tryHost(host, nodes) {
  const home = makeHost(root, folder, host);
  const faults = compile(home);
  if (faults !== '') return nodes.map(() => failed(host, 'does not compile', faults));
  const cells = [];
  for (const { path, version } of nodes) {
    console.error(`${nameOf(host)} on Node ${version}`);
    cells.push(await tryOn(host, home, path));
  }
  return cells;
}

async function tryOn(host, home, node) {
  // Runs first: what it shows counts, whatever the test runner can do.
  try {
    for (const environment of [{}, { INSTRUMENT: 'yes' }]) {
      const { saved } = await runTwice(home, node, environment);
      if (!saved) return failed(host, 'does not save', JSON.stringify(environment));
    }
  } catch (error) {
    return failed(host, 'does not run', error.message);
  }
  const { result, output } = test(home, node, host);
  if (result === 'passes') return 'works';
  if (result === 'fails') return failed(host, 'tests fail', output);
  return 'Nest alone fails';
}

function failed(host, cell, why) {
  console.error(`${nameOf(host)}: ${cell}\n${why}`);
  return cell;
}

function print([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  console.log([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'));
}
