import type { CacheService } from '../cache/cache.service.js';
import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/order.service.js';
import { NOTHING_HELD } from './replay-target.js';
import type { Leg, PositionHeld, ReplayTarget } from './replay-target.js';

/** A scope in this process. */
export class LocalTarget implements ReplayTarget {
  readonly isResumed: boolean;

  constructor(private readonly cache: CacheService) {
    this.isResumed = cache.positionsCount() > 0 || cache.ordersCount() > 0;
  }

  async apply(update: OrderUpdate): Promise<UpdateResult> {
    const result = this.cache.applyUpdate(update);
    await this.cache.flush();
    return result;
  }

  position({ exchange, symbol, positionSide }: Leg): Promise<PositionHeld> {
    const held = this.cache
      .positions({ exchange, symbol })
      .find((position) => position.positionSide === positionSide);
    return Promise.resolve(held ?? NOTHING_HELD);
  }
}
