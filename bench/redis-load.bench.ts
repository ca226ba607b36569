import { Redis } from 'ioredis';
import type { RedisServer } from '../test/support/redis-server.js';
import { livesUpTo, STEPS } from './order-lives.js';
import { plainOrder } from './plain-order.js';
import type { Plan } from './plan.js';
import { readHash } from './redis-read.js';
import { apply, openScope, withRedis } from './open-scope.js';
import { inTurns } from './timed-sides.js';
import type { Row } from './report.js';
import { ratios, repeated } from './rounds.js';

const FIELDS = 500;
const ACCEPTED = 1;
const FILLED = STEPS.length - 1;
const PLAIN = 'plain';

/** Opening a scope against reading the same orders and fills as plain JSON with HSCAN, and each with JSON.parse into a Map. */
export async function redisLoad({ orders, rounds }: Plan): Promise<Row[]> {
  const open = await loadingOf(ACCEPTED, orders, rounds);
  const filled = await loadingOf(FILLED, orders, rounds);
  return [
    {
      what: `loading ${orders} open orders / HSCAN and JSON.parse of the same as plain JSON`,
      values: ratios(open.load, open.scan),
      goal: { atMost: 1.5 },
    },
    {
      what: `loading ${orders} filled orders and their ledgers / the same of orders with their fills`,
      values: ratios(filled.load, filled.scan),
      goal: { atMost: 1.5 },
    },
    { what: `loading ${orders} open orders`, values: open.load, unit: 'ms' },
    { what: `loading ${orders} filled orders and their ledgers`, values: filled.load, unit: 'ms' },
  ];
}

function loadingOf(
  step: number,
  orders: number,
  rounds: number,
): Promise<Record<'load' | 'scan', readonly number[]>> {
  const numbers = Array.from({ length: orders }, (_, number) => number);
  return withRedis(async (server) => {
    const { cache, close } = await openScope(server.url, 'interval');
    apply(cache, livesUpTo(step, numbers));
    await close();
    await writePlain(server, numbers, step);
    return repeated(
      rounds,
      inTurns({
        load: () => load(server, orders),
        scan: () => scan(server, orders),
      }),
    );
  });
}

async function load(server: RedisServer, expected: number): Promise<number> {
  const start = performance.now();
  const { cache, close } = await openScope(server.url, 'interval');
  const time = performance.now() - start;
  if (cache.ordersCount() !== expected) throw new Error(`${cache.ordersCount()} orders were loaded`);
  await close();
  return time;
}

async function writePlain(server: RedisServer, numbers: readonly number[], step: number): Promise<void> {
  await server.ask(async (redis) => {
    for (let from = 0; from < numbers.length; from += FIELDS) {
      const some = numbers.slice(from, from + FIELDS).map((number) => plainOrder(number, step));
      await redis.hset(
        PLAIN,
        some.flatMap((order) => [order.id as string, JSON.stringify(order)]),
      );
    }
  });
}

async function scan(server: RedisServer, expected: number): Promise<number> {
  const start = performance.now();
  const redis = new Redis(server.url);
  const orders = await readHash(redis, PLAIN, (text) => JSON.parse(text));
  const time = performance.now() - start;
  redis.disconnect();
  if (orders.size !== expected) throw new Error(`${orders.size} orders were read`);
  return time;
}
