import type { RedisServer } from '../test/support/redis-server.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { BenchCache } from './bench-cache.js';
import type { Plan } from './plan.js';
import type { Portion } from './portion.js';
import { apply, openScope, withRedis } from './open-scope.js';
import type { Row } from './report.js';
import { workload } from './workload.js';
import { ratios, repeated } from './rounds.js';

/** What a store that everything is written to at once adds to the turn in which an update is applied; all else is in turns of its own. */
export async function redisTurn({ orders, rounds }: Plan): Promise<Row[]> {
  const portions = workload(orders);
  const { stored, unstored } = await withRedis((server) => repeated(rounds, () => timesOf(server, portions)));
  return [
    {
      what: '`applyUpdate` under `continuous` / the same without a store, both in their own turn',
      values: ratios(stored, unstored),
    },
  ];
}

async function timesOf(
  server: RedisServer,
  portions: readonly Portion<OrderUpdate>[],
): Promise<Record<'stored' | 'unstored', number>> {
  await server.flush();
  const { cache, close } = await openScope(server.url, 'continuous');
  const alone = new BenchCache();
  const applying = alone.applying();
  const times = { stored: 0, unstored: 0 };
  const sides = {
    stored: (updates: readonly OrderUpdate[]) => apply(cache, updates),
    unstored: (updates: readonly OrderUpdate[]) => applying.work(updates),
  };
  for (const [number, portion] of portions.entries()) {
    const names = number % 2 === 0 ? (['stored', 'unstored'] as const) : (['unstored', 'stored'] as const);
    for (const name of names) {
      const updates = portion();
      const start = performance.now();
      sides[name](updates);
      times[name] += performance.now() - start;
    }
    alone.drain();
    await cache.flush();
  }
  await close();
  return times;
}
