import { Redis } from 'ioredis';
import type { RedisServer } from '../test/support/redis-server.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { livesUpTo, STEPS } from './order-lives.js';
import type { Plan } from './plan.js';
import { plainRecords } from './redis-plain.js';
import type { PlainRecords } from './redis-plain.js';
import { apply, openScope, withRedis } from './redis-scope.js';
import { inTurns } from './redis-sides.js';
import type { Row } from './report.js';
import { ratios, repeated } from './rounds.js';

const SCAN_COUNT = 1_000;
const FIELDS = 500;
const ACCEPTED = 1;

/** Opening a scope against reading the same records as plain JSON with HSCAN, and each with JSON.parse into a Map. */
export async function redisLoad({ orders, rounds }: Plan): Promise<Row[]> {
  const numbers = Array.from({ length: orders }, (_, number) => number);
  const open = await loadingOf(livesUpTo(ACCEPTED, numbers), orders, rounds);
  const filled = await loadingOf(livesUpTo(STEPS.length - 1, numbers), orders, rounds);
  return [
    {
      what: `loading ${orders} open orders / HSCAN and JSON.parse of the same records`,
      values: ratios(open.load, open.scan),
      goal: { atMost: 1.5 },
    },
    {
      what: `loading ${orders} filled orders, their watermarks and positions / the same of them`,
      values: ratios(filled.load, filled.scan),
      goal: { atMost: 1.5 },
    },
    { what: `loading ${orders} open orders`, values: open.load, unit: 'ms' },
  ];
}

function loadingOf(
  updates: readonly OrderUpdate[],
  orders: number,
  rounds: number,
): Promise<Record<'load' | 'scan', readonly number[]>> {
  return withRedis(async (server) => {
    const { cache, close } = await openScope(server.url, 'interval');
    apply(cache, updates);
    await close();
    await writePlain(server, plainRecords(updates));
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

async function writePlain(server: RedisServer, records: PlainRecords): Promise<void> {
  await server.ask(async (redis) => {
    for (const [hash, ofHash] of Object.entries(records) as [string, PlainRecords['orders']][]) {
      for (let from = 0; from < ofHash.length; from += FIELDS) {
        const some = ofHash.slice(from, from + FIELDS);
        await redis.hset(
          hash,
          some.flatMap(([key, record]) => [key, JSON.stringify(record)]),
        );
      }
    }
  });
}

async function scan(server: RedisServer, expected: number): Promise<number> {
  const start = performance.now();
  const redis = new Redis(server.url);
  const orders = await recordsOf(redis, 'orders');
  await recordsOf(redis, 'positions');
  await recordsOf(redis, 'watermarks');
  const time = performance.now() - start;
  redis.disconnect();
  if (orders.size !== expected) throw new Error(`${orders.size} orders were read`);
  return time;
}

async function recordsOf(redis: Redis, hash: keyof PlainRecords): Promise<Map<string, unknown>> {
  const records = new Map<string, unknown>();
  let cursor = '0';
  do {
    const [next, fields] = await redis.hscan(hash, cursor, 'COUNT', SCAN_COUNT);
    cursor = next;
    for (let at = 0; at < fields.length; at += 2)
      records.set(fields[at] as string, JSON.parse(fields[at + 1] as string));
  } while (cursor !== '0');
  return records;
}
