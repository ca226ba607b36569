// `npm run bench -- --former <checkout>`: this tree beside a former one, which `npm run build` has built.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Task, TreeName, Work } from './former.child.js';
import { withRedis } from './open-scope.js';
import { table } from './report.js';
import type { Row } from './report.js';
import { ratios } from './rounds.js';

type Measured = Readonly<Record<string, readonly number[]>>;
type Urls = Task['urls'];

const CHILD = fileURLToPath(new URL('former.child.js', import.meta.url));
const NOW = fileURLToPath(new URL('../src', import.meta.url));
const MILLION = 1_000_000;
const NO_URLS: Urls = { now: '', former: '' };
const NAMES: readonly TreeName[] = ['now', 'former'];
const NOT_MORE = { atMost: 1 };
const PARTS = { '--memory': inMemory, '--redis': onRedis, '--million': million } as const;

const [checkout, ...args] = process.argv.slice(2);
const isQuick = args.includes('--quick');
const parts = args.filter((arg) => arg !== '--quick');
if (checkout === undefined || !parts.every((part): part is keyof typeof PARTS => part in PARTS)) {
  console.error('Usage: npm run bench -- --former <checkout> [--memory] [--redis] [--million] [--quick]');
  process.exit(2);
}
/** Rounds that count in each process, and how many processes do the same. */
const { rounds, processes, orders } = isQuick
  ? { rounds: 2, processes: 1, orders: 5_000 }
  : { rounds: 3, processes: 2, orders: 100_000 };
console.log(`Node ${process.version}, ${availableParallelism()} cores; ${orders} orders.`);
const benches: readonly (() => Promise<Row[]>)[] =
  parts.length === 0 ? [inMemory, onRedis] : parts.map((part) => PARTS[part]);
const rows: Row[] = [];
for (const bench of benches) rows.push(...(await bench()));
console.log(`\n${table(rows)}`);

async function inMemory(): Promise<Row[]> {
  const what: readonly [Work, string][] = [
    ['update', 'order update'],
    ['fill', '`applyUpdate` of a fill'],
    ['fillAndRead', '`applyUpdate` of a fill, its position read after it'],
    ['lookup', '`order(id)`'],
  ];
  const made: Row[] = [];
  for (const [work, name] of what) {
    const { now = [], former = [] } = await severalOf({ work });
    made.push(comparison(name, now, former));
  }
  return made;
}

function onRedis(): Promise<Row[]> {
  return withTwo(async (urls) => {
    const open = await severalOf({ work: 'syncOpen', urls });
    const filled = await severalOf({ work: 'syncFilled', urls });
    for (const only of NAMES) await done({ work: 'write', urls, only });
    const load = await severalOf({ work: 'load', urls });
    const { now: kept = [], former = [], plain = [] } = await done({ work: 'size', urls });
    const loaded = `loading ${orders} filled orders with three fills each`;
    const [now, before] = [load['now'] ?? [], load['former'] ?? []];
    return [
      comparison(`sync of ${orders} accepted orders`, open['now'] ?? [], open['former'] ?? []),
      comparison(
        `sync of ${orders} filled orders with three fills each`,
        filled['now'] ?? [],
        filled['former'] ?? [],
      ),
      comparison(loaded, now, before),
      {
        what: `${loaded} / HSCAN and JSON.parse of the same as plain JSON`,
        values: ratios(now, load['plain'] ?? []),
        goal: { atMost: 1.5 },
      },
      { what: 'the same, former', values: ratios(before, load['plain'] ?? []) },
      {
        what: `${loaded} / HSCAN and JSON.parse of its own records`,
        values: ratios(now, load['ownNow'] ?? []),
      },
      { what: 'the same, former', values: ratios(before, load['ownFormer'] ?? []) },
      { what: loaded, values: now, unit: 'ms' },
      {
        what: 'bytes of a filled order with its fills / of the same as plain JSON',
        values: ratios(kept, plain),
        goal: { atMost: 0.9 },
      },
      {
        what: 'the same / bytes of an order and its watermark, former',
        values: ratios(kept, former),
        goal: NOT_MORE,
      },
      { what: 'bytes of a filled order with its fills', values: kept, unit: 'bytes' },
      { what: 'bytes of an order and its watermark, former', values: former, unit: 'bytes' },
    ];
  });
}

/** Each is loaded twice, in processes that do nothing else. */
function million(): Promise<Row[]> {
  return withTwo(async (urls) => {
    const big = { urls, orders: MILLION };
    for (const only of NAMES) await done({ ...big, work: 'write', only });
    const loads: Record<TreeName, Measured[]> = { now: [], former: [] };
    for (const only of ['now', 'former', 'former', 'now'] as const)
      loads[only].push(await done({ ...big, work: 'loadAlone', only }));
    const [now, former] = [joined(loads.now), joined(loads.former)];
    const what = `${MILLION} filled orders with three fills each`;
    return [
      {
        what: `most that was resident while ${what} were loaded`,
        values: now['resident'] ?? [],
        unit: 'GB',
        goal: { atMost: 1.65 },
      },
      { what: 'the same, former', values: former['resident'] ?? [], unit: 'GB' },
      { what: `loading ${what}`, values: now['milliseconds'] ?? [], unit: 'ms' },
      { what: 'the same, former', values: former['milliseconds'] ?? [], unit: 'ms' },
      {
        what: 'longest turn of the event loop during that',
        values: now['longest'] ?? [],
        unit: 'ms',
        goal: { atMost: 250 },
      },
      { what: 'the same, former', values: former['longest'] ?? [], unit: 'ms' },
    ];
  });
}

function comparison(what: string, now: readonly number[], former: readonly number[]): Row {
  return { what: `${what}: now / former`, values: ratios(now, former), goal: NOT_MORE };
}

async function severalOf(task: Partial<Task> & { readonly work: Work }): Promise<Measured> {
  const all: Measured[] = [];
  for (let each = 0; each < processes; each++) all.push(await done(task));
  return joined(all);
}

function joined(all: readonly Measured[]): Measured {
  const figures: Record<string, number[]> = {};
  for (const measured of all)
    for (const [name, values] of Object.entries(measured)) (figures[name] ??= []).push(...values);
  return figures;
}

/** What a process of its own measures. */
async function done(part: Partial<Task> & { readonly work: Work }): Promise<Measured> {
  const folders = { now: NOW, former: join(checkout as string, 'dist') };
  const task: Task = { folders, urls: NO_URLS, orders, rounds, only: 'now', ...part };
  console.error(`${task.work}${part.only === undefined ? '' : ` ${part.only}`} ...`);
  // What is resident is told with the limits that Node has by itself.
  const flags =
    task.work === 'loadAlone' ? [] : ['--expose-gc', '--no-flush-bytecode', '--max-old-space-size=6144'];
  const child = spawn(process.execPath, [...flags, CHILD, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const told = await text(child.stdout);
  const [status, signal] = await exit;
  if (status !== 0) throw new Error(`the process for ${task.work} ended with ${String(status ?? signal)}`);
  return JSON.parse(told) as Measured;
}

/** A redis-server for each tree. */
function withTwo<T>(bench: (urls: Urls) => Promise<T>): Promise<T> {
  return withRedis((now) => withRedis((former) => bench({ now: now.url, former: former.url })));
}
