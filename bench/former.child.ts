// What `former.ts` starts: does one piece of work with one compiled tree, and prints its figures.
import { Redis } from 'ioredis';
import type { OrderUpdate } from '../src/orders/order.js';
import { BuiltTree } from './built-tree.js';
import { livesUpTo, orderId, ordersAt, STEPS } from './order-lives.js';
import { plainOrder } from './plain-order.js';
import { inTurns, timed } from './redis-sides.js';
import { hashOfOrders, readHash, readSealed } from './redis-read.js';
import { repeated, sideBySide } from './rounds.js';
import type { Figures } from './rounds.js';
import { SeededRandom } from './seeded-random.js';
import { TurnProbe } from './turn-probe.js';
import { isFills, workload } from './workload.js';

/** What `former.ts` asks a child for. */
export type Work = keyof typeof WORK;

interface Task {
  readonly tree: BuiltTree;
  readonly orders: number;
  readonly rounds: number;
  /** Of a Redis that this tree alone writes to; '' where none is needed. */
  readonly url: string;
}

const PORTION = 1_000;
const FIELDS = 500;
const FILLED = STEPS.length - 1;
const PLAIN = 'plain';
const KILOBYTES_A_GIGABYTE = 1_000_000;

const WORK = { update, fill, fillAndRead, lookup, sync, write, load, loadOnce, size } as const;

const [folder = '', work = 'update', orders = '1000', rounds = '1', url = ''] = process.argv.slice(2);
const tree = await BuiltTree.load(folder);
const figures = await WORK[work as Work]({ tree, orders: Number(orders), rounds: Number(rounds), url });
console.log(JSON.stringify(figures));

/** `orderStatusUpdate` of each step (ns). */
function update({ tree, orders, rounds }: Task): Promise<Figures<'update'>> {
  const portions = workload(orders);
  return repeated(rounds, () =>
    sideBySide(portions, {
      update: tree.newCache().side(({ orders }, one) => assertApplied(orders.orderStatusUpdate(one).outcome)),
    }),
  );
}

/** `applyUpdate` of each fill (ns). */
function fill({ tree, orders, rounds }: Task): Promise<Figures<'fill'>> {
  const portions = workload(orders);
  return repeated(rounds, () =>
    sideBySide(
      portions,
      {
        fill: tree.newCache().side(({ positions }, one) => assertApplied(positions.applyUpdate(one).outcome)),
      },
      isFills,
    ),
  );
}

/** The same, and after each fill its position is asked for. */
function fillAndRead({ tree, orders, rounds }: Task): Promise<Figures<'fillAndRead'>> {
  const portions = workload(orders);
  return repeated(rounds, () =>
    sideBySide(
      portions,
      {
        fillAndRead: tree.newCache().side(({ positions }, one) => {
          assertApplied(positions.applyUpdate(one).outcome);
          positions.position(one.symbol);
        }),
      },
      isFills,
    ),
  );
}

/** `order(id)` of every order, in random order (ns). */
function lookup({ tree, orders, rounds }: Task): Promise<Figures<'lookup'>> {
  const cache = tree.newCache();
  sideBySide(workload(orders), {
    cache: cache.side(({ orders }, one) => assertApplied(orders.orderStatusUpdate(one).outcome)),
  });
  const ids = new SeededRandom(1).shuffled(numbersTo(orders).map(orderId));
  const lookups = Array.from({ length: orders / PORTION }, (_, portion) => {
    const some = ids.slice(portion * PORTION, (portion + 1) * PORTION);
    return () => some;
  });
  return repeated(rounds, () =>
    sideBySide(lookups, {
      lookup: {
        work: (some: readonly string[]) => {
          for (const id of some) if (cache.orders.order(id)?.id !== id) throw new Error(`no order ${id}`);
        },
      },
    }),
  );
}

/** `flush()` of orders that all changed (ms). */
function sync({ tree, orders, rounds, url }: Task): Promise<Figures<'sync'>> {
  const updates = ordersAt(FILLED, numbersTo(orders));
  return repeated(rounds, async () => {
    await emptied(url);
    const { cache, close } = await tree.openScope(url, 'interval');
    for (const one of updates) assertApplied(cache.orderStatusUpdate(one).outcome);
    globalThis.gc?.();
    const time = await timed(() => cache.flush());
    await close();
    return { sync: time };
  });
}

/** Fills orders with three fills each, in Redis; and beside them the same as plain JSON. */
async function write({ tree, orders, url }: Task): Promise<Figures<'bytes'>> {
  await emptied(url);
  const { cache, close } = await tree.openScope(url, 'interval');
  const redis = new Redis(url);
  for (let first = 0; first < orders; first += PORTION) {
    const numbers = numbersTo(Math.min(PORTION, orders - first)).map((number) => first + number);
    for (const one of livesUpTo(FILLED, numbers)) assertApplied(cache.applyUpdate(one).outcome);
    await cache.flush();
    const plain = numbers.map((number) => plainOrder(number, FILLED));
    for (let from = 0; from < plain.length; from += FIELDS)
      await redis.hset(
        PLAIN,
        plain.slice(from, from + FIELDS).flatMap((each) => [each.id as string, JSON.stringify(each)]),
      );
  }
  await close();
  redis.disconnect();
  return { bytes: [] };
}

/** Opening the scope that `write` left, and reading its orders, or the same as plain JSON, with HSCAN and JSON.parse (ms). */
function load({ tree, orders, rounds, url }: Task): Promise<Figures<'load' | 'plain' | 'own'>> {
  return repeated(
    rounds,
    inTurns({
      load: async () => {
        const start = performance.now();
        const { cache, close } = await tree.openScope(url, 'interval');
        const time = performance.now() - start;
        if (cache.ordersCount() !== orders) throw new Error(`${cache.ordersCount()} orders were loaded`);
        await close();
        return time;
      },
      plain: () => readOf(url, orders, (redis) => readHash(redis, PLAIN, (text) => JSON.parse(text))),
      own: () => readOf(url, orders, readSealed),
    }),
  );
}

async function readOf(
  url: string,
  orders: number,
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

/** Opens the scope in a process that did nothing before. */
async function loadOnce({
  tree,
  orders,
  url,
}: Task): Promise<Figures<'milliseconds' | 'longest' | 'resident'>> {
  const probe = new TurnProbe();
  const start = performance.now();
  const { cache, close } = await tree.openScope(url, 'interval');
  const milliseconds = performance.now() - start;
  const longest = probe.stop();
  const resident = (process.resourceUsage().maxRSS * 1.024) / KILOBYTES_A_GIGABYTE;
  if (cache.ordersCount() !== orders) throw new Error(`${cache.ordersCount()} orders were loaded`);
  await close();
  return { milliseconds: [milliseconds], longest: [longest], resident: [resident] };
}

/** Bytes of a filled order in Redis with all that its scope keeps of it, and of the same as plain JSON. */
async function size(task: Task): Promise<Figures<'kept' | 'plain'>> {
  await write(task);
  const redis = new Redis(task.url);
  const bytes = async (key: string): Promise<number> =>
    ((await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0) / task.orders;
  let kept = 0;
  for (const key of await hashOfOrders(redis)) kept += await bytes(key);
  const plain = await bytes(PLAIN);
  redis.disconnect();
  return { kept: [kept], plain: [plain] };
}

async function emptied(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

function assertApplied(outcome: string): void {
  if (outcome !== 'applied') throw new Error(`an update of the workload was ${outcome}`);
}
