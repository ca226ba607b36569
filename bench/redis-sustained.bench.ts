import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { RedisServer } from '../test/support/redis-server.js';
import { nextTurn } from '../src/state/next-turn.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { BenchCache } from './bench-cache.js';
import type { Plan } from './plan.js';
import { apply, openScope, withRedis } from './open-scope.js';
import { inTurns, timed } from './timed-sides.js';
import type { Row } from './report.js';
import { ratios, repeated } from './rounds.js';
import { workload } from './workload.js';

type Portions = readonly (readonly OrderUpdate[])[];

/** Every how many orders' lives are sent: one of the sides takes a round trip per update. */
const EVERY = 5;
/** Updates that come in one turn of the event loop where few come at once; else a portion of the workload does. */
const FEW = 100;

/** Updates as fast as they are taken, until all of them are in Redis. */
export async function redisSustained({ orders, rounds }: Plan): Promise<Row[]> {
  const portions = workload(orders / EVERY).map((portion) => portion());
  const few = portions.flatMap(inFew);
  const figures = await withRedis((server) =>
    repeated(
      rounds,
      inTurns({
        cache: () => throughCache(server, portions),
        cacheFew: () => throughCache(server, few),
        alone: () => withoutStore(portions),
        awaited: () => throughHset(server, {}, (redis) => eachAwaited(redis, portions)),
        pipelined: () =>
          throughHset(server, { enableAutoPipelining: true }, (redis) => allPipelined(redis, portions)),
        pipelinedFew: () =>
          throughHset(server, { enableAutoPipelining: true }, (redis) => allPipelined(redis, few)),
      }),
    ),
  );
  const { cache, cacheFew, alone, awaited, pipelined, pipelinedFew } = figures;
  return [
    {
      what: 'a Map and an awaited HSET per update / `applyUpdate` sustained under `continuous`, last flush included',
      values: ratios(awaited, cache),
      goal: { atLeast: 12 },
    },
    {
      what: 'a Map and an auto-pipelined HSET per update / the same',
      values: ratios(pipelined, cache),
      goal: { atLeast: 3 },
    },
    { what: 'the same / `applyUpdate` with nothing written', values: ratios(cache, alone) },
    { what: `awaited HSETs / the same with ${FEW} updates a turn`, values: ratios(awaited, cacheFew) },
    {
      what: `auto-pipelined HSETs / the same, both with ${FEW} updates a turn`,
      values: ratios(pipelinedFew, cacheFew),
    },
    { what: `the same, of ${orders} updates, a portion a turn`, values: cache, unit: 'ms' },
  ];
}

function inFew(updates: readonly OrderUpdate[]): OrderUpdate[][] {
  return Array.from({ length: Math.ceil(updates.length / FEW) }, (_, at) =>
    updates.slice(at * FEW, (at + 1) * FEW),
  );
}

async function throughCache(server: RedisServer, portions: Portions): Promise<number> {
  await server.flush();
  const { cache, close } = await openScope(server.url, 'continuous');
  const time = await timed(async () => {
    for (const updates of portions) {
      apply(cache, updates);
      await nextTurn();
    }
    await cache.flush();
  });
  await close();
  return time;
}

function withoutStore(portions: Portions): Promise<number> {
  const cache = new BenchCache();
  const applying = cache.applying();
  return timed(() => {
    for (const updates of portions) {
      applying.work(updates);
      cache.drain();
    }
  });
}

async function throughHset(
  server: RedisServer,
  options: RedisOptions,
  work: (redis: Redis) => Promise<void>,
): Promise<number> {
  await server.flush();
  const redis = new Redis(server.url, options);
  await redis.ping();
  const time = await timed(() => work(redis));
  redis.disconnect();
  return time;
}

async function eachAwaited(redis: Redis, portions: Portions): Promise<void> {
  const orders = new Map<string, OrderUpdate>();
  for (const updates of portions) {
    for (const update of updates) {
      const id = update.id as string;
      orders.set(id, update);
      await redis.hset('orders', id, JSON.stringify(update));
    }
  }
}

async function allPipelined(redis: Redis, portions: Portions): Promise<void> {
  const orders = new Map<string, OrderUpdate>();
  const sent: Promise<unknown>[] = [];
  for (const updates of portions) {
    for (const update of updates) {
      const id = update.id as string;
      orders.set(id, update);
      sent.push(redis.hset('orders', id, JSON.stringify(update)));
    }
    await nextTurn();
  }
  await Promise.all(sent);
}
