import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Redis } from 'ioredis';
import type { RedisServer } from '../test/support/redis-server.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { ordersAt, STEPS } from './order-lives.js';
import type { Plan } from './plan.js';
import { merge, openScope, withRedis } from './redis-scope.js';
import { inTurns, timed } from './redis-sides.js';
import type { Row } from './report.js';
import { collectGarbage, ratios, repeated } from './rounds.js';

const FIELDS = 500;
/** In a millisecond. */
const NANOSECONDS = 1e6;

/** Sync of orders that all changed: its speed against HSETs of the same records, and what it leaves of the event loop. */
export function redisSync({ orders, rounds }: Plan): Promise<Row[]> {
  const updates = ordersAt(
    STEPS.length - 1,
    Array.from({ length: orders }, (_, number) => number),
  );
  return withRedis(async (server) => {
    const { sync, raw } = await repeated(
      rounds,
      inTurns({
        sync: () => syncOf(server, updates, timed),
        raw: () => rawHsets(server, updates),
      }),
    );
    const { p99, longest } = await repeated(rounds, () => turnsOfSync(server, updates));
    return [
      {
        what: `speed of a sync of ${orders} changed orders / of ioredis HSETs of ${FIELDS} fields`,
        values: ratios(raw, sync),
        goal: { atLeast: 0.6 },
      },
      { what: `that sync, of ${orders} orders`, values: sync, unit: 'ms' },
      {
        what: 'delay of the event loop during that sync: p99',
        values: p99,
        unit: 'ms',
        goal: { atMost: 10 },
      },
      {
        what: 'delay of the event loop during that sync: longest',
        values: longest,
        unit: 'ms',
        goal: { atMost: 25 },
      },
    ];
  });
}

async function syncOf<T>(
  server: RedisServer,
  updates: readonly OrderUpdate[],
  measure: (sync: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
  await server.flush();
  const { cache, close } = await openScope(server.url, 'interval');
  merge(cache, updates);
  collectGarbage();
  const measured = await measure(() => cache.flush());
  await close();
  return measured;
}

function turnsOfSync(
  server: RedisServer,
  updates: readonly OrderUpdate[],
): Promise<Record<'p99' | 'longest', number>> {
  return syncOf(server, updates, async (sync) => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await sync();
    delay.disable();
    return { p99: delay.percentile(99) / NANOSECONDS, longest: delay.max / NANOSECONDS };
  });
}

/** One after the other, as a sync has one batch in flight. */
async function rawHsets(server: RedisServer, updates: readonly OrderUpdate[]): Promise<number> {
  await server.flush();
  const redis = new Redis(server.url);
  await redis.ping();
  const time = await timed(async () => {
    for (let from = 0; from < updates.length; from += FIELDS) {
      const fields: string[] = [];
      for (const update of updates.slice(from, from + FIELDS))
        fields.push(update.id as string, JSON.stringify(update));
      await redis.hset('orders', fields);
    }
  });
  redis.disconnect();
  return time;
}
