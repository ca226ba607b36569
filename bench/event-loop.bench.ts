import { CacheManager } from '../src/cache/cache.manager.js';
import { resolveOptions } from '../src/cache/resolve-options.js';
import type { OrderUpdate } from '../src/orders/order.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';

import { TurnProbe } from './turn-probe.js';
import { collectGarbage, repeated } from './rounds.js';
import type { Portion } from './portion.js';

const HOUR_MS = 3_600_000;

/** The longest turn of the event loop while a scope in memory expires all its orders through `tick()` and commits that. */
export async function eventLoop(portions: readonly Portion<OrderUpdate>[], { rounds }: Plan): Promise<Row[]> {
  const { longest } = await repeated(rounds, async () => ({ longest: await longestTurn(portions) }));
  return [
    {
      what: 'longest turn of the event loop during an expiry',
      values: longest,
      unit: 'ms',
      goal: { atMost: 25 },
    },
  ];
}

async function longestTurn(portions: readonly Portion<OrderUpdate>[]): Promise<number> {
  let now = 1_700_000_000_000;
  const manager = new CacheManager(resolveOptions({ store: 'memory:', now: () => now }));
  await manager.startAll();
  const cache = manager.cache();
  for (const portion of portions) {
    for (const update of portion()) cache.applyUpdate(update);
    await cache.flush();
  }
  now += HOUR_MS;
  collectGarbage();
  const probe = new TurnProbe();
  await cache.tick();
  await cache.flush();
  const longest = probe.stop();
  if (cache.ordersCount() > 0) throw new Error(`${cache.ordersCount()} orders did not expire`);
  await manager.closeAll();
  return longest;
}
