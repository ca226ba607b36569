import { OrderTable } from '../orders/order.table.js';
import type { PositionService } from '../positions/position.service.js';
import type { ScopeStore } from '../stores/state-store.js';
import type { TradingCacheOptions } from './cache.options.js';
import type { ScopeTables } from './scope-tables.js';
import type { Writer } from './writer.js';
import { nextTurn } from './next-turn.js';

const SECOND_MS = 1_000;
/** What one turn of the event loop may take on: a few milliseconds of work. */
const SLICE = 250;
/** How often the store is asked whether all is well while there is nothing to write. */
const CHECK_EVERY_MS = 3_000;
/** How often history is looked through for entries that are too old. */
const RETENTION_EVERY_MS = 60_000;

/** What a scope has to do by the clock: syncs, expiry of what ended, retention of history. */
export class Housekeeping {
  private syncedAt: number;
  private trimmedAt: number;
  private checkedAt: number;

  constructor(
    private readonly tables: ScopeTables,
    private readonly positions: PositionService,
    private readonly store: ScopeStore,
    private readonly writer: Writer,
    private readonly options: TradingCacheOptions,
  ) {
    this.syncedAt = options.now();
    this.trimmedAt = this.syncedAt;
    this.checkedAt = this.syncedAt;
  }

  /** Does what is due now, in slices that leave the event loop to others. */
  async tick(): Promise<void> {
    this.syncIfDue();
    this.checkIfDue();
    await this.inSlices(() => this.expireOrders());
    await this.inSlices(() => this.buryOrders());
    await this.inSlices(() => this.forgetTrades());
    await this.inSlices(() => this.tables.marketData.expire(SLICE));
    await this.trimHistory();
  }

  private syncIfDue(): void {
    const { now, syncInterval } = this.options;
    const elapsed = now() - this.syncedAt;
    // Where the clock was set back, nobody knows how long ago the last one was.
    if (elapsed >= 0 && elapsed < syncInterval * SECOND_MS) return;
    this.syncedAt = now();
    this.writer.write();
  }

  private checkIfDue(): void {
    const now = this.options.now();
    if (Math.abs(now - this.checkedAt) < CHECK_EVERY_MS) return;
    this.checkedAt = now;
    this.writer.check();
  }

  /** Terminal orders leave memory `expireTime` after their last change. */
  private expireOrders(): number {
    const { now, expireTime } = this.options;
    return this.tables.orders.retire(now() - expireTime * SECOND_MS, SLICE);
  }

  /** What is left of them is forgotten `lateUpdateWindow` later. */
  private buryOrders(): number {
    const { now, lateUpdateWindow } = this.options;
    let buried = 0;
    for (const entry of this.tables.orders.bury(now() - lateUpdateWindow * SECOND_MS)) {
      this.tables.positions.drop(entry.key, OrderTable.tombstoneRemoval(entry));
      if (++buried === SLICE) break;
    }
    return buried;
  }

  /** What only trades and adjustments told is forgotten as late as the orders that ended at the same time. */
  private forgetTrades(): number {
    const { now, expireTime, lateUpdateWindow } = this.options;
    return this.positions.forget(now() - (expireTime + lateUpdateWindow) * SECOND_MS, SLICE);
  }

  private async trimHistory(): Promise<void> {
    const { now, historyRetention } = this.options;
    if (now() - this.trimmedAt < RETENTION_EVERY_MS) return;
    this.trimmedAt = now();
    const before = this.trimmedAt - historyRetention * SECOND_MS;
    while ((await this.store.trimHistory(before, SLICE)) === SLICE) await nextTurn();
  }

  private async inSlices(slice: () => number): Promise<void> {
    while (slice() === SLICE) await nextTurn();
  }
}
