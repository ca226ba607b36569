// What `former.ts` starts: does one piece of work with this tree and with a former one, in turns, and prints the figures of both.
import { Redis } from 'ioredis';
import { BuiltTree } from './built-tree.js';
import type { Apply } from './built-tree.js';
import { livesUpTo, orderId, STEPS } from './order-lives.js';
import { plainOrder } from './plain-order.js';
import { bytesOfOrders, readHash, readSealed } from './redis-read.js';
import { inTurns, timed } from './timed-sides.js';
import { repeated, sideBySide } from './rounds.js';
import type { Figures, Side } from './rounds.js';
import { SeededRandom } from './seeded-random.js';
import { TurnProbe } from './turn-probe.js';
import { isFills, workload } from './workload.js';

/** Those that are compared. */
export type TreeName = 'now' | 'former';
/** What `former.ts` asks for. */
export type Work = keyof typeof WORK;

/** What a process is started with, as JSON. */
export interface Task {
  readonly work: Work;
  /** Where what was compiled from `src` is. */
  readonly folders: Readonly<Record<TreeName, string>>;
  /** Of a redis-server for each tree; empty where none is needed. */
  readonly urls: Readonly<Record<TreeName, string>>;
  readonly orders: number;
  readonly rounds: number;
  /** Of work that one tree does alone. */
  readonly only: TreeName;
}

const PORTION = 1_000;
const FIELDS = 500;
const ACCEPTED = 1;
const FILLED = STEPS.length - 1;
const PLAIN = 'plain';
const KILOBYTES_A_GIGABYTE = 1_000_000;
const NAMES: readonly TreeName[] = ['now', 'former'];

const WORK = {
  update,
  fill,
  fillAndRead,
  lookup,
  syncOpen,
  syncFilled,
  write,
  load,
  loadAlone,
  size,
} as const;

const task = JSON.parse(process.argv[2] ?? '') as Task;
const { urls, orders, rounds, only } = task;
const trees: Readonly<Record<TreeName, BuiltTree>> = {
  now: await BuiltTree.load(task.folders.now),
  former: await BuiltTree.load(task.folders.former),
};
console.log(JSON.stringify(await WORK[task.work]()));

/** `orderStatusUpdate` of each step of orders' lives (ns). */
function update(): Promise<Figures<TreeName>> {
  return eachUpdate(({ orders }, one) => assertApplied(orders.orderStatusUpdate(one).outcome));
}

/** `applyUpdate` of each fill (ns). */
function fill(): Promise<Figures<TreeName>> {
  return eachUpdate(({ positions }, one) => assertApplied(positions.applyUpdate(one).outcome), isFills);
}

/** The same, and after each fill its position is asked for. */
function fillAndRead(): Promise<Figures<TreeName>> {
  return eachUpdate(({ positions }, one) => {
    assertApplied(positions.applyUpdate(one).outcome);
    positions.position(one.symbol);
  }, isFills);
}

function eachUpdate(apply: Apply, isTimed?: (portion: number) => boolean): Promise<Figures<TreeName>> {
  const portions = workload(orders);
  return repeated(rounds, () =>
    sideBySide(
      portions,
      forBoth((tree) => tree.newCache().side(apply)),
      isTimed,
    ),
  );
}

/** `order(id)` of every order, in random order (ns). */
function lookup(): Promise<Figures<TreeName>> {
  const caches = forBoth((tree) => tree.newCache());
  sideBySide(
    workload(orders),
    forBoth((_, name) =>
      caches[name].side(({ orders }, one) => assertApplied(orders.orderStatusUpdate(one).outcome)),
    ),
  );
  const ids = new SeededRandom(1).shuffled(numbersTo(orders).map(orderId));
  const lookups = Array.from({ length: orders / PORTION }, (_, portion) => {
    const some = ids.slice(portion * PORTION, (portion + 1) * PORTION);
    return () => some;
  });
  return repeated(rounds, () =>
    sideBySide(
      lookups,
      forBoth((_, name): Side<string> => {
        const { orders } = caches[name];
        return {
          work: (some) => {
            for (const id of some) if (orders.order(id)?.id !== id) throw new Error(`no order ${id}`);
          },
        };
      }),
    ),
  );
}

/** `flush()` of orders that were all accepted (ms). */
function syncOpen(): Promise<Figures<TreeName>> {
  return syncAt(ACCEPTED);
}

/** `flush()` of orders that were all filled, with what that did to their positions (ms). */
function syncFilled(): Promise<Figures<TreeName>> {
  return syncAt(FILLED);
}

function syncAt(step: number): Promise<Figures<TreeName>> {
  return repeated(
    rounds,
    inTurns(
      forBoth((tree, name) => async () => {
        await emptied(urls[name]);
        const { cache, close } = await tree.openScope(urls[name], 'interval');
        for (const numbers of slicesOf(orders))
          for (const one of livesUpTo(step, numbers)) assertApplied(cache.applyUpdate(one).outcome);
        globalThis.gc?.();
        const time = await timed(() => cache.flush());
        await close();
        return time;
      }),
    ),
  );
}

/** One tree alone puts orders with three fills each into its Redis, and beside them the same as plain JSON. */
async function write(): Promise<Figures<'seconds'>> {
  const began = performance.now();
  const url = urls[only];
  await emptied(url);
  const { cache, close } = await trees[only].openScope(url, 'interval');
  const redis = new Redis(url);
  for (const numbers of slicesOf(orders)) {
    for (const one of livesUpTo(FILLED, numbers)) assertApplied(cache.applyUpdate(one).outcome);
    await cache.flush();
    await writePlain(redis, numbers);
  }
  await close();
  redis.disconnect();
  return { seconds: [(performance.now() - began) / 1_000] };
}

async function writePlain(redis: Redis, numbers: readonly number[]): Promise<void> {
  for (let from = 0; from < numbers.length; from += FIELDS) {
    const some = numbers.slice(from, from + FIELDS).map((number) => plainOrder(number, FILLED));
    await redis.hset(
      PLAIN,
      some.flatMap((order) => [order.id as string, JSON.stringify(order)]),
    );
  }
}

/**
 * Opening the scopes that `write` left, and reading the same orders and fills as plain JSON, or the very records that a tree keeps of
 * them, with HSCAN and JSON.parse (ms).
 */
function load(): Promise<Figures<TreeName | 'plain' | 'ownNow' | 'ownFormer'>> {
  return repeated(
    rounds,
    inTurns({
      now: () => opened('now'),
      plain: () => readOf(urls.now, (redis) => readHash(redis, PLAIN, (text) => JSON.parse(text))),
      former: () => opened('former'),
      ownNow: () => readOf(urls.now, readSealed),
      ownFormer: () => readOf(urls.former, readSealed),
    }),
  );
}

async function opened(name: TreeName): Promise<number> {
  const start = performance.now();
  const { cache, close } = await trees[name].openScope(urls[name], 'interval');
  const time = performance.now() - start;
  if (cache.ordersCount() !== orders) throw new Error(`${cache.ordersCount()} orders were loaded`);
  await close();
  return time;
}

async function readOf(
  url: string,
  read: (redis: Redis) => Promise<ReadonlyMap<string, unknown>>,
): Promise<number> {
  const start = performance.now();
  const redis = new Redis(url);
  const records = await read(redis);
  const time = performance.now() - start;
  redis.disconnect();
  if (records.size !== orders) throw new Error(`${records.size} orders were read`);
  return time;
}

/** One tree alone opens the scope that `write` left, in a process that did nothing before. */
async function loadAlone(): Promise<Figures<'milliseconds' | 'longest' | 'resident'>> {
  const probe = new TurnProbe();
  const milliseconds = await opened(only);
  const longest = probe.stop();
  const resident = (process.resourceUsage().maxRSS * 1.024) / KILOBYTES_A_GIGABYTE;
  return { milliseconds: [milliseconds], longest: [longest], resident: [resident] };
}

/** Bytes in Redis of an order that `write` left, with all that is kept of its fills, and of the same as plain JSON. */
async function size(): Promise<Figures<TreeName | 'plain'>> {
  const bytes = async (name: TreeName, of: (redis: Redis) => Promise<number>): Promise<number> => {
    const redis = new Redis(urls[name]);
    const all = await of(redis);
    redis.disconnect();
    return all / orders;
  };
  return {
    now: [await bytes('now', bytesOfOrders)],
    former: [await bytes('former', bytesOfOrders)],
    plain: [await bytes('now', async (redis) => (await redis.memory('USAGE', PLAIN, 'SAMPLES', 0)) ?? 0)],
  };
}

function forBoth<T>(make: (tree: BuiltTree, name: TreeName) => T): Record<TreeName, T> {
  return Object.fromEntries(NAMES.map((name) => [name, make(trees[name], name)])) as Record<TreeName, T>;
}

async function emptied(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/** The numbers of so many orders, a thousand at a time. */
function slicesOf(count: number): number[][] {
  return Array.from({ length: Math.ceil(count / PORTION) }, (_, slice) =>
    numbersTo(Math.min(PORTION, count - slice * PORTION)).map((number) => slice * PORTION + number),
  );
}

function assertApplied(outcome: string): void {
  if (outcome !== 'applied') throw new Error(`an update of the workload was ${outcome}`);
}
