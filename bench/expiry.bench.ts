import { CacheManager } from '../src/cache/cache.manager.js';
import { resolveOptions } from '../src/cache/resolve-options.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { BareExpiry } from './bare-expiry.js';
import { BenchCache } from './bench-cache.js';
import { apply } from './open-scope.js';
import type { Portion } from './portion.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { collectGarbage, ratios, repeated } from './rounds.js';
import { inTurns, timed } from './timed-sides.js';
import { TurnProbe } from './turn-probe.js';
import { workload } from './workload.js';

type Portions = readonly Portion<OrderUpdate>[];

const HOUR_MS = 3_600_000;

/** Orders with three fills each are settled and leave memory, against bare operations on as many objects; and the longest turn of a scope meanwhile. */
export async function expiry({ orders, rounds }: Plan): Promise<Row[]> {
  const portions = workload(orders);
  const { cache, bare, each } = await repeated(rounds, async () => {
    const { cache: cacheMs, bare: bareMs } = await sides(portions);
    return { cache: cacheMs, bare: bareMs, each: (cacheMs / orders) * 1_000 };
  });
  const { longest } = await repeated(Math.min(rounds, 3), async () => ({
    longest: await longestTurn(portions),
  }));
  return [
    {
      what: 'expiry and settling of an order with three fills / bare Map operations on as many objects',
      values: ratios(cache, bare),
      goal: { atMost: 3 },
      scatters: true,
    },
    { what: 'expiry and settling of an order with three fills', values: each, unit: 'us' },
    {
      what: `longest turn while ${orders} orders expire and are settled`,
      values: longest,
      unit: 'ms',
      goal: { atMost: 10 },
    },
  ];
}

function sides(portions: Portions): Promise<Record<'cache' | 'bare', number>> {
  const cache = new BenchCache();
  const bare = new BareExpiry();
  for (const portion of portions) {
    for (const update of portion()) {
      cache.take(update);
      bare.take(update);
    }
    cache.drain();
  }
  cache.now += HOUR_MS;
  return inTurns({
    cache: () => timed(() => cache.expire(cache.now - HOUR_MS)),
    bare: () => timed(() => bare.expire()),
  })();
}

async function longestTurn(portions: Portions): Promise<number> {
  let now = 1_700_000_000_000;
  const manager = new CacheManager(resolveOptions({ store: 'memory:', now: () => now }));
  await manager.startAll();
  const cache = manager.cache();
  for (const portion of portions) {
    apply(cache, portion());
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
