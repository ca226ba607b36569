import { BareStore } from './bare-store.js';
import { BenchCache } from './bench-cache.js';
import { orderId } from './order-lives.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { workload } from './workload.js';
import { ratios, repeated, sideBySide } from './rounds.js';
import { SeededRandom } from './seeded-random.js';

const PORTION = 1_000;

/** `order(id)` of every order, in random order, against `Map.get`. The views are made in the warm-up; they are shared. */
export async function lookup({ orders, rounds }: Plan): Promise<Row[]> {
  const portions = workload(orders);
  const cache = new BenchCache();
  const store = new BareStore();
  sideBySide(portions, { cache: cache.merging(), store });
  const ids = new SeededRandom(1).shuffled(Array.from({ length: orders }, (_, number) => orderId(number)));
  const lookups = Array.from({ length: orders / PORTION }, (_, portion) => {
    const some = ids.slice(portion * PORTION, (portion + 1) * PORTION);
    return () => some;
  });
  const { order, get } = await repeated(rounds, () =>
    sideBySide<string, 'order' | 'get'>(lookups, {
      order: {
        work: (some) => {
          for (const id of some) if (cache.orders.order(id)?.id !== id) throw new Error(`no order ${id}`);
        },
      },
      get: {
        work: (some) => {
          for (const id of some) if (store.orders.get(id)?.id !== id) throw new Error(`no order ${id}`);
        },
      },
    }),
  );
  return [
    {
      what: 'speed of order(id) / speed of Map.get',
      values: ratios(get, order),
      goal: { atLeast: 0.25 },
    },
  ];
}
