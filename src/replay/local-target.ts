import type { CacheService } from '../cache/cache.service.js';
import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import { NOTHING_HELD } from './replay-target.js';
import type { Leg, PositionHeld, ReplayTarget } from './replay-target.js';

/** Updates between two commits: a run that is killed loses no more. A commit for each would mean a disk sync for each. */
const UPDATES_PER_COMMIT = 50;

/** A scope in this process. */
export class LocalTarget implements ReplayTarget {
  private uncommitted = 0;

  constructor(private readonly cache: CacheService) {}

  async knows({ id, clientOrderId, exchange, symbol }: OrderUpdate): Promise<boolean> {
    const name = id ?? clientOrderId;
    return name != null && (await this.cache.getOrder(name, { exchange, symbol })) !== null;
  }

  async apply(update: OrderUpdate): Promise<UpdateResult> {
    const result = this.cache.applyUpdate(update);
    if (++this.uncommitted === UPDATES_PER_COMMIT) {
      await this.cache.flush();
      this.uncommitted = 0;
    }
    return result;
  }

  position({ exchange, symbol, positionSide }: Leg): Promise<PositionHeld> {
    const held = this.cache
      .positions({ exchange, symbol })
      .find((position) => position.positionSide === positionSide);
    return Promise.resolve(held ?? NOTHING_HELD);
  }
}
