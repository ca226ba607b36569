// `npm run bench -- --former <checkout>`: this tree beside a former one, each in processes of its own that take turns.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { RedisServer } from '../test/support/redis-server.js';
import type { Work } from './former.child.js';
import { withRedis } from './redis-scope.js';
import { median, table } from './report.js';
import type { Row } from './report.js';
import { ratios } from './rounds.js';

/** Figures by name: one a pair of processes. */
type Measured = Readonly<Record<string, readonly number[]>>;
type SideName = 'now' | 'former';
type Sides = Readonly<Record<SideName, Measured>>;
type Urls = Readonly<Record<SideName, string>>;

interface Settings {
  readonly folders: Readonly<Record<SideName, string>>;
  /** How often both sides do a piece of work. */
  readonly pairs: number;
  /** Rounds that count in each process. */
  readonly rounds: number;
  readonly orders: number;
}

const CHILD = fileURLToPath(new URL('former.child.js', import.meta.url));
const SIZED = 5_000;
const MILLION = 1_000_000;
const NO_URLS: Urls = { now: '', former: '' };
const PARTS = { '--memory': inMemory, '--redis': onRedis, '--million': million } as const;

const [checkout, ...args] = process.argv.slice(2);
const isQuick = args.includes('--quick');
const parts = args.filter((arg) => arg !== '--quick');
if (checkout === undefined || !parts.every((part): part is keyof typeof PARTS => part in PARTS)) {
  console.error('Usage: npm run bench -- --former <built checkout> [--memory] [--redis] [--million] [--quick]');
  process.exit(2);
}
const settings: Settings = {
  folders: { now: fileURLToPath(new URL('../src', import.meta.url)), former: join(checkout, 'dist') },
  ...(isQuick ? { pairs: 2, rounds: 1, orders: 5_000 } : { pairs: 7, rounds: 3, orders: 100_000 }),
};
const benches =
  parts.length === 0 ? [inMemory, onRedis] : parts.map((part): ((of: Settings) => Promise<Row[]>) => PARTS[part]);
const rows: Row[] = [];
for (const bench of benches) rows.push(...(await bench(settings)));
console.log(`\n${table(rows)}`);

async function inMemory(of: Settings): Promise<Row[]> {
  const made: Row[] = [];
  const what = {
    update: 'order update',
    fill: '`applyUpdate` of a fill',
    fillAndRead: '`applyUpdate` of a fill, and reading its position',
    lookup: '`order(id)`',
  } as const;
  for (const work of Object.keys(what) as (keyof typeof what)[]) {
    const sides = await inTurn(of, work, NO_URLS);
    made.push(...comparison(`${what[work]}`, figure(sides, work), 'ns'));
  }
  return made;
}

function onRedis(of: Settings): Promise<Row[]> {
  return withTwo(async (urls, servers) => {
    const sync = await inTurn(of, 'sync', urls);
    const { now, former } = await inTurn({ ...of, orders: SIZED, pairs: 1 }, 'size', urls);
    await inTurn({ ...of, pairs: 1 }, 'write', urls);
    const load = await inTurn(of, 'load', urls);
    for (const server of servers) await server.flush();
    return [
      ...comparison(`sync of ${of.orders} changed orders`, figure(sync, 'sync'), 'ms'),
      ...comparison(`loading ${of.orders} filled orders with three fills each`, figure(load, 'load'), 'ms'),
      ...(['now', 'former'] as const).flatMap((side) => loadRows(side, load[side])),
      {
        what: 'bytes of a filled order with its fills / of the same as plain JSON',
        values: ratios(valuesOf(now, 'kept'), valuesOf(now, 'plain')),
        goal: { atMost: 0.9 },
      },
      {
        what: 'the same / what the former order and its watermark took',
        values: ratios(valuesOf(now, 'kept'), valuesOf(former, 'kept')),
        goal: { atMost: 1 },
      },
      { what: 'bytes of a filled order with its fills', values: valuesOf(now, 'kept'), unit: 'bytes' },
      {
        what: 'bytes of a former filled order and its watermark',
        values: valuesOf(former, 'kept'),
        unit: 'bytes',
      },
    ];
  });
}

function loadRows(side: SideName, load: Measured): Row[] {
  const goal = { atMost: 1.5 };
  const [loading, plain, own] = (['load', 'plain', 'own'] as const).map((name) => valuesOf(load, name));
  return [
    {
      what: `${side}: that / HSCAN and JSON.parse of the same orders and fills as plain JSON`,
      values: ratios(loading ?? [], plain ?? []),
      ...(side === 'now' && { goal }),
    },
    {
      what: `${side}: that / HSCAN and JSON.parse of the very records that it keeps`,
      values: ratios(loading ?? [], own ?? []),
    },
  ];
}

/** Once: it takes minutes, and gigabytes. */
function million(of: Settings): Promise<Row[]> {
  return withTwo(async (urls) => {
    const big = { ...of, pairs: 1, rounds: 1, orders: MILLION };
    await inTurn(big, 'write', urls);
    const loads = await inTurn({ ...big, pairs: 2 }, 'loadOnce', urls);
    const resident = figure(loads, 'resident');
    return [
      {
        what: `most that was resident with ${MILLION} filled orders with three fills each`,
        values: resident.now,
        unit: 'GB',
        goal: { atMost: 1.65 },
      },
      { what: 'the same of the former tree', values: resident.former, unit: 'GB' },
      ...comparison(`loading them`, figure(loads, 'milliseconds'), 'ms'),
      ...comparison(`longest turn of the event loop during that`, figure(loads, 'longest'), 'ms'),
    ];
  });
}

function comparison(
  what: string,
  { now, former }: Readonly<Record<SideName, readonly number[]>>,
  unit: 'ns' | 'ms',
): Row[] {
  return [
    { what: `${what}: now / former`, values: ratios(now, former), goal: { atMost: 1 } },
    { what: `${what}: now`, values: now, unit },
    { what: `${what}: former`, values: former, unit },
  ];
}

function figure(sides: Sides, name: string): Record<SideName, readonly number[]> {
  return { now: valuesOf(sides.now, name), former: valuesOf(sides.former, name) };
}

function valuesOf(measured: Measured, name: string): readonly number[] {
  return measured[name] ?? [];
}

/** Lets both sides do a piece of work, one process after the other; who begins changes with each pair. @returns the median of each process. */
async function inTurn(of: Settings, work: Work, urls: Urls): Promise<Sides> {
  const figures: Record<SideName, Record<string, number[]>> = { now: {}, former: {} };
  for (let pair = 0; pair < of.pairs; pair++) {
    console.error(`${work} ${pair + 1} of ${of.pairs} ...`);
    const order: readonly SideName[] = pair % 2 === 0 ? ['now', 'former'] : ['former', 'now'];
    for (const side of order) {
      const measured = await child(of, side, work, urls[side]);
      for (const [name, values] of Object.entries(measured)) (figures[side][name] ??= []).push(median(values));
    }
  }
  return figures;
}

async function child({ folders, orders, rounds }: Settings, side: SideName, work: Work, url: string): Promise<Measured> {
  const flags = work === 'loadOnce' ? [] : ['--expose-gc', '--no-flush-bytecode', '--max-old-space-size=6144'];
  const args = [...flags, CHILD, folders[side], work, String(orders), String(rounds), url];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(started, 'exit');
  const told = await text(started.stdout);
  const [status] = await exit;
  if (status !== 0) throw new Error(`the process of ${side} for ${work} ended with ${String(status)}`);
  return JSON.parse(told) as Measured;
}

/** A redis-server for each side. */
function withTwo<T>(bench: (urls: Urls, servers: readonly RedisServer[]) => Promise<T>): Promise<T> {
  return withRedis((now) =>
    withRedis((former) => bench({ now: now.url, former: former.url }, [now, former])),
  );
}
