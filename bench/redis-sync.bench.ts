import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Redis } from 'ioredis';
import type { RedisServer } from '../test/support/redis-server.js';
import { AT_A_TIME, livesUpTo, STEPS } from './order-lives.js';
import { plainOrder } from './plain-order.js';
import type { PlainOrder } from './plain-order.js';
import type { Plan } from './plan.js';
import { apply, openScope, withRedis } from './open-scope.js';
import { inTurns, timed } from './timed-sides.js';
import type { Row } from './report.js';
import { collectGarbage, ratios, repeated } from './rounds.js';

const FIELDS = 500;
const FILLED = STEPS.length - 1;
/** In a millisecond. */
const NANOSECONDS = 1e6;

/** Sync of orders that all changed: its speed against HSETs of the same records, and what it leaves of the event loop. */
export function redisSync({ orders, rounds }: Plan): Promise<Row[]> {
  return withRedis(async (server) => {
    const records = Array.from({ length: orders }, (_, number) => plainOrder(number, FILLED));
    const { sync, raw } = await repeated(
      rounds,
      inTurns({
        sync: () => syncOf(server, orders, timed),
        raw: () => rawHsets(server, records),
      }),
    );
    const { p99, longest } = await repeated(rounds, () => turnsOfSync(server, orders));
    return [
      {
        what: `speed of a sync of ${orders} filled orders / of ioredis HSETs of ${FIELDS} fields`,
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
  orders: number,
  measure: (sync: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
  await server.flush();
  const { cache, close } = await openScope(server.url, 'interval');
  for (let first = 0; first < orders; first += AT_A_TIME) {
    const count = Math.min(AT_A_TIME, orders - first);
    const numbers = Array.from({ length: count }, (_, offset) => first + offset);
    apply(cache, livesUpTo(FILLED, numbers));
  }
  collectGarbage();
  const measured = await measure(() => cache.flush());
  await close();
  return measured;
}

function turnsOfSync(server: RedisServer, orders: number): Promise<Record<'p99' | 'longest', number>> {
  return syncOf(server, orders, async (sync) => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await sync();
    delay.disable();
    return { p99: delay.percentile(99) / NANOSECONDS, longest: delay.max / NANOSECONDS };
  });
}

/** One after the other, as a sync has one batch in flight. */
async function rawHsets(server: RedisServer, records: readonly PlainOrder[]): Promise<number> {
  await server.flush();
  const redis = new Redis(server.url);
  await redis.ping();
  const time = await timed(async () => {
    for (let from = 0; from < records.length; from += FIELDS) {
      const fields: string[] = [];
      for (const record of records.slice(from, from + FIELDS))
        fields.push(record.id as string, JSON.stringify(record));
      await redis.hset('orders', fields);
    }
  });
  redis.disconnect();
  return time;
}
