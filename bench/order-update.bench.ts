import type { OrderUpdate } from '../src/orders/order.js';
import { BareStore } from './bare-store.js';
import { BenchCache } from './bench-cache.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { ratios, repeated, sideBySide } from './rounds.js';
import type { Portion } from './portion.js';

type Portions = readonly Portion<OrderUpdate>[];

/** `orderStatusUpdate` (check, merge, indexes, dirty mark, outcome) against the bare operations. */
export async function orderUpdate(portions: Portions, { rounds }: Plan): Promise<Row[]> {
  const { cache, bare } = await repeated(rounds, () =>
    sideBySide(portions, { cache: new BenchCache().merging(), bare: new BareStore() }),
  );
  return [
    {
      what: 'order update / Map.set and two Set operations',
      values: ratios(cache, bare),
      goal: { atMost: 5 },
    },
  ];
}
