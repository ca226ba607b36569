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

/**
 * Tries each host on each Node, in rounds: after the first one each pair of properties was tried, and each host was.
 *
 * @returns whether the package works in all hosts in which Nest itself works.
 */
async function tryAll(hosts, nodes) {
  const tarball = pack();
  for (const nest of new Set(hosts.map((host) => host.nest))) {
    console.error(`Installing hosts of Nest ${nest} ...`);
    install(folder, nest, tarball);
  }
  const tried = hosts.map((host) => ({ host, ...madeHost(host), cells: nodes.map(() => '') }));
  for (const round of nodes.keys()) {
    for (const { host, home, faults, cells } of tried) {
      const at = (firstNode(host) + round) % nodes.length;
      console.error(`${nameOf(host)} on Node ${nodes[at].version}`);
      cells[at] = faults === '' ? await tryOn(host, home, nodes[at].path) : 'does not compile';
    }
    console.error(`Round ${round + 1} of ${nodes.length}:\n${table(tried, nodes)}`);
  }
  console.log(table(tried, nodes));
  return tried.every(({ cells }) => cells.every((cell) => cell === 'works' || cell === 'Nest alone fails'));
}

function madeHost(host) {
  const home = makeHost(root, folder, host);
  const faults = compile(home);
  if (faults !== '') failed(host, 'does not compile', faults);
  return { home, faults };
}

/** On which Node a host is tried first: the four hosts of a Node have both values of each property. */
function firstNode({ nest, format, runner, server }) {
  const [a, b, c, d] = [nest === '12', format === 'cjs', runner === 'vitest', server === 'fastify'].map(
    Number,
  );
  return (a ^ b ^ c) + 2 * (b ^ c ^ d);
}

function pack() {
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  return join(folder, JSON.parse(said)[0].filename);
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

function table(tried, nodes) {
  const head = ['Nest', 'format', 'tests', 'server', ...nodes.map(({ version }) => `Node ${version}`)];
  const rows = tried.map(({ host, cells }) => [host.nest, host.format, host.runner, host.server, ...cells]);
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

function line(cells) {
  return `| ${cells.join(' | ')} |`;
}
