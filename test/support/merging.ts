import type { Order, OrderUpdate, UpdateOutcome } from '../../src/index.js';
import { TestCache } from './test-cache.js';

/** What the cache believes of the first update's order after updates, heard one after the other. */
export function orderAfter(...updates: readonly OrderUpdate[]): Order {
  const { orders } = new TestCache();
  for (const each of updates) orders.orderStatusUpdate(each);
  return orders.order(updates[0]?.id ?? (updates[0]?.clientOrderId as string)) as Order;
}

/** The outcome of the last of some updates. */
export function lastOutcome(...updates: readonly OrderUpdate[]): UpdateOutcome | undefined {
  const { orders } = new TestCache();
  return updates.map((each) => orders.orderStatusUpdate(each).outcome).at(-1);
}

/** All orders that items can come in. */
export function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
