import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchCache } from './bench-cache.js';
import { messagesAt, updateIn } from './messages.js';
import { withFolder } from './open-scope.js';
import { START_MS, STEPS } from './order-lives.js';
import type { Pace } from './order-lives.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { collectGarbage } from './rounds.js';

const A_YEAR = 10_000_000;
const YEAR_MS = 365 * 86_400_000;
/** As in a year of ten millions of them: an order lives for twenty minutes. */
const PACE: Pace = { atATime: 100, apartMs: YEAR_MS / A_YEAR };
/** Orders whose lives are in one file. */
const A_FILE = 2_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The first file that counts: code is compiled by then, and orders are forgotten as fast as others come, since a day and an hour have gone by. */
const FULL = 10;
const READ = 1 << 20;

/** A recording of messages from files into the state, with orders that end, are settled and are forgotten, against parsing alone. */
export function replay({ replayed }: Plan): Promise<Row[]> {
  return withFolder((folder) => Promise.resolve(rowsOf(folder, replayed)));
}

/** `replay` of all messages of a year. */
export function replayYear(plan: Plan): Promise<Row[]> {
  return replay({ ...plan, replayed: A_YEAR });
}

function rowsOf(folder: string, messages: number): Row[] {
  const cache = new BenchCache();
  cache.now = START_MS;
  const files = messages / A_FILE / STEPS.length;
  const perFile: number[] = [];
  const inUse: number[] = [];
  for (let number = 0; number < files; number++) {
    const file = join(folder, String(number));
    writeRecording(file, number * A_FILE);
    const before = number % 2 === 0 ? parsed(file) : null;
    const apply = applied(cache, file);
    const parse = before ?? parsed(file);
    rmSync(file);
    perFile.push(apply / parse);
    collectGarbage();
    inUse.push(process.memoryUsage().heapUsed);
  }
  return [
    {
      what: `replay of ${messages} messages of a year from files / parsing alone`,
      values: perFile.slice(FULL),
      goal: { atMost: 3 },
    },
    {
      what: 'heap after the last of these messages / when as much was let go of as came',
      values: [(inUse.at(-1) as number) / (inUse[Math.max(FULL, Math.floor(files / 10))] as number)],
      goal: { atMost: 1.1 },
    },
  ];
}

function writeRecording(file: string, first: number): void {
  const lines: string[] = [];
  for (let from = first; from < first + A_FILE; from += PACE.atATime)
    for (const step of STEPS.keys()) lines.push(...messagesAt(step, from, PACE.atATime, PACE));
  writeFileSync(file, `${lines.join('\n')}\n`);
}

/** Milliseconds for `JSON.parse` alone; reading is not counted. */
function parsed(file: string): number {
  let milliseconds = 0;
  for (const lines of linesOf(file)) {
    const start = performance.now();
    for (const line of lines)
      if ((JSON.parse(line) as { readonly e?: string }).e === undefined)
        throw new Error('a message has no event');
    milliseconds += performance.now() - start;
  }
  return milliseconds;
}

/** Milliseconds for reading, mapping and applying, and for housekeeping. */
function applied(cache: BenchCache, file: string): number {
  const start = performance.now();
  for (const lines of linesOf(file)) {
    for (const line of lines) cache.take(updateIn(line));
    cache.now += lines.length * PACE.apartMs;
    cache.drain();
    cache.expire(cache.now - HOUR_MS);
    cache.purge(cache.now - DAY_MS);
  }
  return performance.now() - start;
}

function* linesOf(file: string): Generator<string[], void> {
  const opened = openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(READ);
  let rest = '';
  for (let read = readSync(opened, buffer); read > 0; read = readSync(opened, buffer)) {
    const lines = (rest + buffer.toString('latin1', 0, read)).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  closeSync(opened);
}
