import type { FillTrimmer } from '../positions/fill-trimmer.js';
import type { LegAccount } from '../positions/leg-account.js';
import type { ScopeStore } from '../stores/state-store.js';
import type { TradingCacheOptions } from './cache.options.js';
import type { ScopeTables } from './scope-tables.js';
import type { Writer } from './writer.js';
import { nextTurn } from '../state/next-turn.js';

const SECOND_MS = 1_000;
/** What one turn of the event loop may take on: a few milliseconds of work. */
const SLICE = 250;
/** What is settled of a leg at once, and committed together: so many fills, and at most as many orders. */
const SETTLED_AT_ONCE = 100;
/** How long a turn of the event loop settles leg after leg (ms), before the store is told. */
const SETTLING_MS = 2;
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
    private readonly store: ScopeStore,
    private readonly writer: Writer,
    private readonly options: TradingCacheOptions,
    private readonly trimmer: FillTrimmer,
  ) {
    this.syncedAt = options.now();
    this.trimmedAt = this.syncedAt;
    this.checkedAt = this.syncedAt;
  }

  /** Does what is due now, in slices that leave the event loop to others. */
  async tick(): Promise<void> {
    const isSynced = this.syncIfDue();
    this.checkIfDue();
    // Settling writes step by step: under `interval` it is part of a sync.
    const mayWrite = isSynced || this.options.durability !== 'interval';
    if (mayWrite) await this.settle();
    await this.inSlices(() => this.expireOrders());
    await this.inSlices(() => this.purgeOrders());
    this.forgetOthers();
    await this.inSlices(() => this.tables.marketData.expire(SLICE));
    if (mayWrite) await this.trimHistory();
  }

  /** @returns whether it was due. */
  private syncIfDue(): boolean {
    const { now, syncInterval } = this.options;
    const elapsed = now() - this.syncedAt;
    // Where the clock was set back, nobody knows how long ago the last one was.
    if (elapsed >= 0 && elapsed < syncInterval * SECOND_MS) return false;
    this.syncedAt = now();
    this.writer.write();
    return true;
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

  /**
   * What did not change for `expireTime` is settled, in steps: each leg's next step waits until the store has the one before, so that no commit grows
   * with what waits. Legs that take little go together.
   */
  private async settle(): Promise<void> {
    const { now, expireTime } = this.options;
    const changedBefore = now() - expireTime * SECOND_MS;
    let accounts = this.tables.positions.accountsToSettle(changedBefore);
    if (accounts.length === 0 || !(await this.isWritten())) return;
    while (accounts.length > 0) {
      accounts = this.settleSome(accounts, changedBefore);
      if (!(await this.isWritten())) return;
      // A store in memory has it within the turn.
      await nextTurn();
    }
  }

  /** @returns the legs that may have more to settle. */
  private settleSome(accounts: readonly LegAccount[], changedBefore: number): LegAccount[] {
    const start = performance.now();
    const unfinished: LegAccount[] = [];
    let next = 0;
    do {
      const account = accounts[next++] as LegAccount;
      const settled = this.tables.positions.settle(account, changedBefore, SETTLED_AT_ONCE);
      if (settled > 0) unfinished.push(account);
    } while (next < accounts.length && performance.now() - start < SETTLING_MS);
    return [...accounts.slice(next), ...unfinished];
  }

  /** Whether the store has everything that changed by now. */
  private async isWritten(): Promise<boolean> {
    try {
      await this.writer.flush(CHECK_EVERY_MS);
      return true;
    } catch {
      // The store is away: the next tick goes on.
      return false;
    }
  }

  /** What is left of orders is forgotten `lateUpdateWindow` later, once all their fills are settled. */
  private purgeOrders(): number {
    const { now, lateUpdateWindow } = this.options;
    const { orders, positions } = this.tables;
    return orders.purge(now() - lateUpdateWindow * SECOND_MS, SLICE, (entry) => positions.letGo(entry));
  }

  /**
   * Complete snapshots are forgotten as late as the orders that ended at the same time. Ids of adjustments stay as long as their entries in the fill
   * history: funding is asked for by the week.
   */
  private forgetOthers(): void {
    const { now, expireTime, lateUpdateWindow, historyRetention, fillRetention } = this.options;
    const { positions } = this.tables;
    const late = expireTime + lateUpdateWindow;
    positions.forgetCompleteSnapshots(now() - late * SECOND_MS);
    positions.forgetAdjustments(now() - Math.max(late, fillRetention ?? historyRetention) * SECOND_MS);
  }

  private async trimHistory(): Promise<void> {
    const { now, historyRetention } = this.options;
    if (now() - this.trimmedAt < RETENTION_EVERY_MS) return;
    this.trimmedAt = now();
    const before = this.trimmedAt - historyRetention * SECOND_MS;
    while ((await this.store.trimHistory(before, SLICE)) === SLICE) await nextTurn();
    await this.trimFills(this.trimmedAt - (this.options.fillRetention ?? historyRetention) * SECOND_MS);
  }

  /** Fills that were settled before a time (ms) leave the fill history; an opening entry carries each leg over them. */
  private async trimFills(settledBefore: number): Promise<void> {
    if (!(await this.isWritten())) return;
    for (const account of this.tables.positions.all()) {
      for (;;) {
        await nextTurn();
        const trim = await this.trimmer.next(account, settledBefore);
        if (trim === null) break;
        this.tables.positions.trim(account, trim);
        if (!(await this.isWritten())) return;
      }
    }
  }

  private async inSlices(slice: () => number): Promise<void> {
    while (slice() === SLICE) await nextTurn();
  }
}
