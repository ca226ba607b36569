import type { OrderFill } from '../ledger/order-fill.js';
import type { OrderEntry } from '../orders/order-entry.js';
import type { PositionGap } from './applied-update.js';
import type { LegAccount } from './leg-account.js';

/** Is told of each change of a leg's ledger. */
export interface LegWatch {
  /**
   * Fills became an order's.
   *
   * @param isKnown tells those that counted before their order was forgotten, and that are reported once more.
   */
  fillsEntered(
    order: OrderEntry,
    account: LegAccount,
    fills: readonly OrderFill[],
    isKnown: (fill: OrderFill) => boolean,
  ): void;

  /** Fills are an order's no more. */
  fillsTaken(order: OrderEntry, account: LegAccount, fills: readonly OrderFill[]): void;

  /** A leg changed by something else than fills. */
  legChanged(account: LegAccount): void;

  /** A report or a trade showed that something was missed. */
  gapFound(gap: PositionGap): void;
}
