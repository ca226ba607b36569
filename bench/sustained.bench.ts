import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { RedisServer } from '../test/support/redis-server.js';
import { nextTurn } from '../src/state/next-turn.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { delayOf, delayRows } from './loop-delay.js';
import type { LoopDelay } from './loop-delay.js';
import { apply, openScope, withRedis } from './open-scope.js';
import { peers } from './peers.js';
import type { Peer } from './peers.js';
import type { Plan } from './plan.js';
import { OriginStore } from './redis-origin.js';
import { inTurns, timed } from './timed-sides.js';
import type { TimedSide } from './timed-sides.js';
import type { Row } from './report.js';
import { ratios, repeated } from './rounds.js';
import { workload } from './workload.js';

type Portions = readonly (readonly OrderUpdate[])[];

/** Of those that wait for Redis at each update only so many portions are timed. */
const OF_SLOW = 10;
/** Updates that come in one turn of the event loop. */
const A_TURN = 100;

/** Updates as fast as they are taken, until all of them are in Redis: the cache, and what users would pick. */
export async function sustained({ storedOrders, storeRounds }: Plan): Promise<Row[]> {
  const portions = workload(storedOrders).map((portion) => portion());
  const turns = portions.flatMap(inSmallTurns);
  const some = portions.slice(0, OF_SLOW);
  const loops: LoopDelay[] = [];
  const others = await peers();
  const figures = await withRedis((server) => {
    const sides: Record<string, TimedSide> = {
      cache: () => each(turns, throughCache(server, turns, loops)),
      awaited: () =>
        each(
          portions,
          throughHset(server, {}, (redis) => eachAwaited(redis, portions)),
        ),
      pipelined: () =>
        each(
          turns,
          throughHset(server, PIPELINED, (redis) => allPipelined(redis, turns)),
        ),
      origin: () =>
        each(
          some,
          throughHset(server, {}, (redis) => originSyncs(redis, some)),
        ),
    };
    for (const [name, open] of Object.entries(others))
      sides[name] = () => each(some, throughPeer(server, open, some));
    return repeated(storeRounds, inTurns(sides));
  });
  const { cache = [], awaited = [], pipelined = [], origin = [] } = figures;
  const cacheName = '`applyUpdate` sustained under `continuous`, last `flush()` included';
  return [
    {
      what: `a Map and an awaited HSET per update / ${cacheName}`,
      values: ratios(awaited, cache),
      goal: { atLeast: 12 },
    },
    {
      what: 'a Map and an auto-pipelined HSET per update / the same',
      values: ratios(pipelined, cache),
      goal: { atLeast: 1.5 },
    },
    ...Object.keys(others).map((name) => ({
      what: `${name}, an awaited set per update / the same`,
      values: ratios(figures[name] ?? [], cache),
    })),
    {
      what: "the origin's algorithm (every order and index set anew at each sync of 1,000 updates) / the same",
      values: ratios(origin, cache),
    },
    { what: 'an update, until it is in Redis', values: cache.map((time) => time * 1_000), unit: 'us' },
    ...delayRows('`applyUpdate` sustained on Redis', loops.slice(-storeRounds)),
  ];
}

const PIPELINED: RedisOptions = { enableAutoPipelining: true };

/** Milliseconds an update. */
async function each(portions: Portions, time: Promise<number>): Promise<number> {
  return (await time) / portions.reduce((sum, { length }) => sum + length, 0);
}

function inSmallTurns(updates: readonly OrderUpdate[]): OrderUpdate[][] {
  return Array.from({ length: Math.ceil(updates.length / A_TURN) }, (_, at) =>
    updates.slice(at * A_TURN, (at + 1) * A_TURN),
  );
}

async function throughCache(server: RedisServer, turns: Portions, loops: LoopDelay[]): Promise<number> {
  await server.flush();
  const { cache, close } = await openScope(server.url, 'continuous');
  let time = 0;
  const loop = await delayOf(async () => {
    time = await timed(async () => {
      for (const updates of turns) {
        apply(cache, updates);
        await nextTurn();
      }
      await cache.flush();
    });
  });
  loops.push(loop);
  await close();
  return time;
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

async function allPipelined(redis: Redis, turns: Portions): Promise<void> {
  const orders = new Map<string, OrderUpdate>();
  const sent: Promise<unknown>[] = [];
  for (const updates of turns) {
    for (const update of updates) {
      const id = update.id as string;
      orders.set(id, update);
      sent.push(redis.hset('orders', id, JSON.stringify(update)));
    }
    await nextTurn();
  }
  await Promise.all(sent);
}

async function originSyncs(redis: Redis, portions: Portions): Promise<void> {
  const store = new OriginStore(redis);
  for (const updates of portions) {
    for (const update of updates) store.update(update);
    await store.sync();
  }
}

async function throughPeer(
  server: RedisServer,
  open: (url: string) => Peer,
  portions: Portions,
): Promise<number> {
  await server.flush();
  const peer = open(server.url);
  await peer.set('first', 0);
  const time = await timed(async () => {
    for (const updates of portions) for (const update of updates) await peer.set(update.id as string, update);
  });
  await peer.close();
  return time;
}
