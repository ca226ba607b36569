import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Redis } from 'ioredis';
import type { CacheService } from '../src/cache/cache.service.js';
import type { Come, Feed } from './feed.thread.js';
import { delayOf, delayRows } from './loop-delay.js';
import type { LoopDelay } from './loop-delay.js';
import { asLines, messagePortions, updateIn } from './messages.js';
import type { Messages } from './messages.js';
import { apply, openScope, withFolder, withRedis } from './open-scope.js';
import { STEPS } from './order-lives.js';
import type { Plan } from './plan.js';
import { median } from './report.js';
import type { Row } from './report.js';
import { repeated } from './rounds.js';
import { timed } from './timed-sides.js';
import { machineTime } from './update-driver.js';

const A_SECOND = 10_000;
/** Messages that come at a time. */
const A_PORTION = 10;
const UNITS = 200;
const BLOCK = 4_096;
const PERCENT_99 = 0.99;

/** Where updates are stored, and what the store cannot do in less than. */
interface Place {
  readonly name: string;
  readonly unitName: string;
  url(): string;
  unit(): Promise<void>;
}

/** How long an update waits for the store's acknowledgement where 10,000 come a second, against one fsync, or one round trip. */
export async function acknowledged(plan: Plan): Promise<Row[]> {
  const messages = messagePortions((A_SECOND * plan.pacedSeconds) / STEPS.length).flatMap(inPortions);
  return [
    ...(await withFolder((folder) => onDisk(folder, (place) => rowsOf(place, messages, plan)))),
    ...(await withRedis(
      async (server) => {
        const redis = new Redis(server.url);
        const rows = await rowsOf(onRedis(server.url, redis), messages, plan, () => server.flush());
        redis.disconnect();
        return rows;
      },
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
    )),
  ];
}

async function rowsOf(
  place: Place,
  messages: readonly Messages[],
  { storeRounds }: Plan,
  empty: () => Promise<void> = () => Promise.resolve(),
): Promise<Row[]> {
  const loops: LoopDelay[] = [];
  const rounds = Math.min(storeRounds, 3);
  const { p50, p99, unit, unitP99 } = await repeated(rounds, async () => {
    await empty();
    const before = await unitsOf(place);
    const { cache, close } = await openScope(place.url(), 'continuous');
    let delays: number[] = [];
    loops.push(await delayOf(async () => (delays = await paced(cache, messages))));
    await close();
    const units = [...before, ...(await unitsOf(place))];
    const unitMs = median(units);
    return {
      p50: median(delays) / unitMs,
      p99: p99Of(delays) / unitMs,
      unit: unitMs,
      unitP99: p99Of(units) / unitMs,
    };
  });
  const { name, unitName } = place;
  const what = `acknowledgement at 10,000 updates/s, ${name}`;
  return [
    { what: `${what}: p50 / ${unitName}`, values: p50, goal: { atMost: 2 }, scatters: true },
    { what: `${what}: p99 / ${unitName}`, values: p99, goal: { atMost: 5 }, scatters: true },
    { what: unitName, values: unit, unit: 'ms' },
    { what: `${unitName}: p99 / its median`, values: unitP99 },
    ...delayRows(`10,000 updates/s, ${name}`, loops.slice(-rounds)),
  ];
}

/**
 * Parts messages, and keeps them outside the heap: kept in it, all those that are still to come would be gone through by each collection of
 * garbage, on the cores that the store needs.
 */
function inPortions(messages: Messages): Messages[] {
  const all = messages();
  return Array.from({ length: all.length / A_PORTION }, (_, at) =>
    asLines(all.slice(at * A_PORTION, (at + 1) * A_PORTION)),
  );
}

/** Maps and applies each message when it comes, and waits for none. @returns how long after that each was acknowledged (ms). */
async function paced(cache: CacheService, messages: readonly Messages[]): Promise<number[]> {
  const delays: number[] = [];
  const acknowledgements: Promise<void>[] = [];
  let taken = 0;
  // It sleeps between, and so does this thread: one that turned round meanwhile would be in the way of what is measured.
  const workerData: Feed = { perSecond: A_SECOND / A_PORTION, count: messages.length };
  const feed = new Worker(new URL('./feed.thread.js', import.meta.url), { workerData });
  feed.on('message', ({ upTo, at }: Come) => {
    const came = messages.slice(taken, upTo).flatMap((portion) => portion());
    apply(cache, came.map(updateIn));
    acknowledgements.push(noted(cache, at, came.length, delays));
    taken = upTo;
  });
  await once(feed, 'exit');
  if (taken < messages.length) throw new Error(`${taken} of ${messages.length} portions came`);
  await Promise.all(acknowledgements);
  return delays;
}

/** Notes how long after they came so many updates are acknowledged. */
async function noted(cache: CacheService, at: number, count: number, delays: number[]): Promise<void> {
  await cache.flush();
  const delay = machineTime() - at;
  for (let each = 0; each < count; each++) delays.push(delay);
}

function p99Of(times: readonly number[]): number {
  const sorted = times.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length * PERCENT_99)] as number;
}

async function unitsOf(place: Place): Promise<number[]> {
  const times: number[] = [];
  for (let each = 0; each < UNITS; each++) times.push(await timed(() => place.unit()));
  return times;
}

async function onDisk<T>(folder: string, work: (place: Place) => Promise<T>): Promise<T> {
  let uses = 0;
  const file = openSync(join(folder, 'unit'), 'w');
  const block = Buffer.alloc(BLOCK, 1);
  try {
    return await work({
      name: '`file:`',
      unitName: 'one write and fsync',
      url: () => `file:${join(folder, String(++uses))}`,
      unit: async () => {
        writeSync(file, block);
        fsyncSync(file);
      },
    });
  } finally {
    closeSync(file);
  }
}

function onRedis(url: string, redis: Redis): Place {
  let uses = 0;
  return {
    name: 'Redis `appendfsync always`',
    unitName: 'one round trip with `appendfsync always`',
    url: () => url,
    unit: async () => {
      await redis.hset('unit', String(uses++ % UNITS), 'x'.repeat(UNITS));
    },
  };
}
