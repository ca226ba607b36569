import type { RedisServer } from '../test/support/redis-server.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { livesUpTo, STEPS } from './order-lives.js';
import type { Plan } from './plan.js';
import { apply, openScope, withRedis } from './open-scope.js';
import type { Row } from './report.js';
import { collectGarbage, repeated } from './rounds.js';
import { TurnProbe } from './turn-probe.js';

const MICROSECONDS = 1_000;
/** What Redis notes down: commands that take a millisecond, and how many of them. */
const NOTED = {
  'slowlog-log-slower-than': String(MICROSECONDS),
  'slowlog-max-len': '100000',
  'latency-monitor-threshold': '1',
};

/** How long the server and the event loop are held where all that was filled while Redis was away is written on its return. */
export async function redisBacklog({ loadedOrders: orders, storeRounds: rounds }: Plan): Promise<Row[]> {
  const filled = livesUpTo(
    STEPS.length - 1,
    Array.from({ length: orders }, (_, number) => number),
  );
  const onOne = filled.map((update) => ({ ...update, symbol: 'COIN0USDT' }));
  return withRedis(async (server) => {
    await server.ask((redis) => redis.config('SET', ...(Object.entries(NOTED).flat() as [string, string])));
    const spread = await repeated(rounds, () => blocksOf(server, filled));
    const one = await repeated(rounds, () => blocksOf(server, onOne));
    return [
      {
        what: `longest block of Redis by ${orders} orders filled on 200 symbols`,
        values: spread.server,
        unit: 'ms',
        goal: { atMost: 15 },
      },
      { what: 'longest turn of the event loop during that', values: spread.loop, unit: 'ms' },
      {
        what: 'longest block of Redis by the same on one symbol',
        values: one.server,
        unit: 'ms',
        goal: { atMost: 15 },
      },
      { what: 'longest turn of the event loop during that', values: one.loop, unit: 'ms' },
    ];
  });
}

async function blocksOf(
  server: RedisServer,
  updates: readonly OrderUpdate[],
): Promise<Record<'server' | 'loop', number>> {
  await server.flush();
  const { cache, close } = await openScope(server.url, 'interval');
  // None of it is written before all of it is there, as after an outage.
  apply(cache, updates);
  collectGarbage();
  await server.ask((redis) => redis.slowlog('RESET').then(() => redis.latency('RESET')));
  const probe = new TurnProbe();
  await cache.flush();
  const loop = probe.stop();
  const block = await longestBlock(server);
  await close();
  return { server: block, loop };
}

/** The longest of what the server noted down (ms), by its slow log and by its latency monitor. */
function longestBlock(server: RedisServer): Promise<number> {
  return server.ask(async (redis) => {
    const slow = (await redis.slowlog('GET', -1)) as [id: number, at: number, microseconds: number][];
    const latest = (await redis.latency('LATEST')) as [
      event: string,
      at: number,
      last: number,
      most: number,
    ][];
    return Math.max(
      0,
      ...slow.map(([, , microseconds]) => microseconds / MICROSECONDS),
      ...latest.map(([, , , most]) => most),
    );
  });
}
