import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CycleReport } from './cycle.js';
import { ROWS } from './rows.js';
import { runCycles } from './run-cycles.js';

const USAGE = `Usage: npm run cycles -- [NAME…] [--cycles N] [--seed N]
Names: ${[...ROWS.keys()].join(', ')}; all of them unless given. docs/durability.md says what each does.`;
const COLUMNS = ['cycles', 'acknowledged', 'lost', 'miscounted', 'faults'] as const;
const MS_A_SECOND = 1_000;

function giveUp(reason: string): never {
  process.stderr.write(`${reason}\n${USAGE}\n`);
  process.exit(2);
}

function whole(name: string, text: string): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : giveUp(`--${name} must be a whole number, not ${text}.`);
}

function read(): { readonly names: readonly string[]; readonly cycles?: number; readonly seed: number } {
  try {
    const options = { cycles: { type: 'string' }, seed: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.filter((name) => !ROWS.has(name));
    if (unknown.length > 0) giveUp(`There are no cycles named ${unknown.join(', ')}.`);
    return {
      names: positionals.length > 0 ? positionals : [...ROWS.keys()],
      ...(values.cycles !== undefined && { cycles: whole('cycles', values.cycles) }),
      seed: whole('seed', values.seed ?? `${1 + (Date.now() % 1_000_000)}`),
    };
  } catch (error) {
    return giveUp((error as Error).message);
  }
}

/** A line that the next one takes the place of, where that is possible. */
function showProgress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
}

function row(name: string, { faults, figures, ...counts }: CycleReport, seconds: number): string {
  const cells = COLUMNS.map((column) => {
    const value = column === 'faults' ? faults.length : counts[column];
    return String(value).padStart(column.length);
  });
  const told = Object.entries(figures).map(([what, value]) => `${what} ${value}`);
  return [name.padEnd(nameWidth), ...cells, `${Math.round(seconds)} s`.padStart(6), told.join(', ')].join(
    '  ',
  );
}

const { names, cycles, seed } = read();
const nameWidth = Math.max(...names.map(({ length }) => length));
const childOf = (name: string): string =>
  fileURLToPath(new URL(`../children/${name}.child.js`, import.meta.url));
let isWell = true;
process.stdout.write(`seed ${seed}\n${''.padEnd(nameWidth)}  ${COLUMNS.join('  ')}    time\n`);
for (const name of names) {
  const { cycle, cycles: usual } = ROWS.get(name)!;
  const count = cycles ?? usual;
  let done = 0;
  const progress = (text: string): void => showProgress(`${name} ${++done}/${count} ${text}`);
  const began = performance.now();
  const report = await runCycles(cycle, { cycles: count, seed, childOf, progress });
  if (process.stderr.isTTY) showProgress('');
  for (const fault of report.faults) process.stdout.write(`${name}: ${fault}\n`);
  process.stdout.write(`${row(name, report, (performance.now() - began) / MS_A_SECOND)}\n`);
  isWell &&= report.faults.length === 0;
}
process.exit(isWell ? 0 : 1);
