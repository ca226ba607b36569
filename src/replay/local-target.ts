import type { CacheService } from '../cache/cache.service.js';
import type { PositionSide, OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import { NOTHING_HELD } from './replay-target.js';
import type { DeliveryTarget, Leg, PositionHeld, ScopeState, StartAdoption } from './replay-target.js';

/** Updates between two commits: a run that is killed loses no more. A commit for each would mean a disk sync for each. */
const UPDATES_PER_COMMIT = 50;

/** A scope in this process. */
export class LocalTarget implements DeliveryTarget {
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

  adopt({ leg, contractSize, ...snapshot }: StartAdoption): Promise<void> {
    const { exchange, symbol } = leg;
    const positionSide = leg.positionSide as PositionSide;
    // The size cannot be told any more once something is held.
    if (contractSize !== null) this.cache.registerInstruments([{ exchange, symbol, contractSize }]);
    this.cache.reconcile(
      { exchange, complete: false, positions: [{ symbol, positionSide, ...snapshot }] },
      { adopt: true },
    );
    return Promise.resolve();
  }

  position({ exchange, symbol, positionSide }: Leg): Promise<PositionHeld> {
    const held = this.cache
      .positions({ exchange, symbol })
      .find((position) => position.positionSide === positionSide);
    return Promise.resolve(held ?? NOTHING_HELD);
  }

  async positionAt({ exchange, symbol, positionSide }: Leg, time: number): Promise<PositionHeld> {
    const place = { exchange, positionSide: positionSide as PositionSide };
    return (await this.cache.positionAt(symbol, time, place)) ?? NOTHING_HELD;
  }

  async state(): Promise<ScopeState> {
    const { cache } = this;
    return { orders: cache.orders(), positions: cache.positions(), fills: await cache.fills() };
  }

  close(): Promise<void> {
    return this.cache.close();
  }
}
