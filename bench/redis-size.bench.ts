import type { Redis } from 'ioredis';
import type { RedisServer } from '../test/support/redis-server.js';
import { deflateCodec } from '../src/cache/deflate-codec.js';
import type { RecordCodec } from '../src/stores/record-codec.js';
import { CacheKey } from '../src/stores/cache-key.js';
import { ScopeKeys } from '../src/stores/redis/scope-keys.js';
import { scopeStoreKey } from '../src/stores/scope-id.js';
import { livesUpTo, STEPS } from './order-lives.js';
import { plainOrder } from './plain-order.js';
import { apply, openScope, withRedis } from './open-scope.js';
import type { Row } from './report.js';

const ORDERS = 5_000;
const ACCEPTED = 1;
const FILLED = STEPS.length - 1;
const PLAIN = 'plain';

/** What an order takes in Redis, by `MEMORY USAGE`, against the same as JSON in a hash: its latest report, and its fills. */
export async function redisSize(): Promise<Row[]> {
  return withRedis(async (server) => [
    ...(await rowsOf(server, 'an open order', ACCEPTED, 0.6)),
    ...(await rowsOf(server, 'a filled order with three fills', FILLED, 0.9)),
  ]);
}

async function rowsOf(server: RedisServer, what: string, step: number, atMost: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const codec of [null, deflateCodec]) {
    const { order, plain } = await sizesOf(server, step, codec);
    const written = codec === null ? what : `${what}, with \`${codec.name}Codec\``;
    rows.push({
      what: `bytes of ${written} / of the same as JSON`,
      values: [order / plain],
      goal: { atMost },
    });
    rows.push({ what: `bytes of ${written}`, values: [order], unit: 'bytes' });
  }
  return rows;
}

async function sizesOf(
  server: RedisServer,
  step: number,
  codec: RecordCodec | null,
): Promise<Record<'order' | 'plain', number>> {
  await server.flush();
  const numbers = Array.from({ length: ORDERS }, (_, number) => number);
  const { cache, close } = await openScope(server.url, 'continuous', 'size', codec);
  apply(cache, livesUpTo(step, numbers));
  const keys = new ScopeKeys(scopeStoreKey(cache.scope));
  await close();
  return server.ask(async (redis) => {
    for (const number of numbers) {
      const order = plainOrder(number, step);
      await redis.hset(PLAIN, order.id as string, JSON.stringify(order));
    }
    return {
      order: await bytesEach(redis, keys.live(CacheKey.ORDER)),
      plain: await bytesEach(redis, PLAIN),
    };
  });
}

async function bytesEach(redis: Redis, key: string): Promise<number> {
  return ((await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0) / ORDERS;
}
