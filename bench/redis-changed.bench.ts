import { Redis } from 'ioredis';
import type { RedisServer } from '../test/support/redis-server.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { ordersAt } from './order-lives.js';
import type { Plan } from './plan.js';
import { OriginStore } from './redis-origin.js';
import { merge, openScope, withRedis } from './open-scope.js';
import type { OpenScope } from './open-scope.js';
import { inTurns, timed } from './timed-sides.js';
import type { TimedSide } from './timed-sides.js';
import type { Row } from './report.js';
import { ratios, repeated } from './rounds.js';

const CHANGED = 1_000;
/** A sync of a thousand orders takes some milliseconds: several of them are timed. */
const SYNCS = 10;
const ACCEPTED = 1;

/** What a sync of a thousand changed orders costs where many more are in memory. */
export async function redisChanged({ loadedOrders: orders, storeRounds: rounds }: Plan): Promise<Row[]> {
  const all = ordersAt(
    ACCEPTED,
    Array.from({ length: orders }, (_, number) => number),
  );
  const changing = all.filter((_, number) => number % (orders / CHANGED) === 0);
  const { many, few, origin } = await withRedis(async (server) => {
    const scopes = {
      many: await filled(server, 'many', all),
      few: await filled(server, 'few', changing),
    };
    const redis = new Redis(server.url);
    const store = new OriginStore(redis);
    for (const update of all) store.update(update);
    const figures = await repeated(
      rounds,
      inTurns({
        many: syncsOf(scopes.many, changing),
        few: syncsOf(scopes.few, changing),
        origin: () => timed(() => store.sync()),
      }),
    );
    redis.disconnect();
    for (const { close } of Object.values(scopes)) await close();
    return figures;
  });
  return [
    {
      what: `sync of ${CHANGED} changed orders: with ${orders} in memory / with ${CHANGED}`,
      values: ratios(many, few),
      goal: { atMost: 1.3 },
    },
    {
      what: `every one of ${orders} orders and its index sets written anew / sync of the ${CHANGED} that changed`,
      values: ratios(origin, many),
    },
    { what: `a sync of ${CHANGED} changed orders of ${orders}`, values: many, unit: 'ms' },
  ];
}

async function filled(
  server: RedisServer,
  strategyId: string,
  updates: readonly OrderUpdate[],
): Promise<OpenScope> {
  const scope = await openScope(server.url, 'interval', strategyId);
  merge(scope.cache, updates);
  await scope.cache.flush();
  return scope;
}

/** Each time it changes these orders anew, and times the sync alone. @returns the mean of a sync. */
function syncsOf({ cache }: OpenScope, updates: readonly OrderUpdate[]): TimedSide {
  let change = 0;
  return async () => {
    let milliseconds = 0;
    for (let sync = 0; sync < SYNCS; sync++) {
      change++;
      merge(
        cache,
        updates.map((update) => amended(update, change)),
      );
      milliseconds += await timed(() => cache.flush());
    }
    return milliseconds / SYNCS;
  };
}

function amended(update: OrderUpdate, change: number): OrderUpdate {
  return { ...update, price: String(60_000 + change), timestamp: (update.timestamp as number) + change };
}
