import type { CacheService } from '../../../src/cache/cache.service.js';
import type { Order } from '../../../src/orders/order.js';
import type { Position } from '../../../src/positions/position.js';

/** Everything that a cache tells of one exchange, after it opened. */
export interface FoundState {
  /** Why it is not whole by its own account. */
  readonly faults: readonly string[];
  /** By id, those in history too. */
  readonly orders: ReadonlyMap<string, Order>;
  /** By symbol. */
  readonly positions: ReadonlyMap<string, Position>;
  /** Ids in memory whose order has not ended. */
  readonly openIds: ReadonlySet<string>;
  /** Ids that queries for open orders give. */
  readonly toldOpen: ReadonlySet<string>;
}

export async function foundState(cache: CacheService, exchange: string): Promise<FoundState> {
  const positions = new Map(cache.positions({ exchange }).map((position) => [position.symbol, position]));
  const live = cache.orders({ exchange });
  const orders = new Map(live.map((order) => [order.id as string, order]));
  const symbols = new Set([...positions.keys(), ...live.map(({ symbol }) => symbol)]);
  for (const symbol of symbols) {
    for (const order of await cache.orderHistory(symbol)) {
      const id = order.id as string;
      if (order.exchange === exchange && !orders.has(id)) orders.set(id, order);
    }
  }
  return {
    faults: cache.checkIntegrity().faults,
    orders,
    positions,
    openIds: new Set(live.filter(hasNotEnded).map(({ id }) => id as string)),
    toldOpen: await cache.getOpenOrders(null, exchange),
  };
}

function hasNotEnded({ status }: Order): boolean {
  return status === 'ACCEPTED' || status === 'PARTIALLY_FILLED';
}
