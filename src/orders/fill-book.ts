import type { OrderFill } from '../ledger/order-fill.js';
import type { PositionSide } from './order.js';
import type { CheckedUpdate } from './checked-update.js';
import type { TermsOf } from './join-order.js';
import type { OrderEntry } from './order-entry.js';
import type { OrderRecord } from './order-record.js';

/** A fill that was taken out of an order after it was settled on a leg. */
export interface GoneFill {
  readonly fill: OrderFill;
  readonly positionSide: PositionSide;
}

/** Where the fills of orders are counted: the ledgers of positions. */
export interface FillBook {
  /** What inference needs to know of an order's market and leg. */
  readonly termsOf: TermsOf;

  /**
   * Takes over what a report says of its market.
   *
   * @throws {UpdateFault} if it contradicts what an open position was counted with.
   */
  learn(update: CheckedUpdate): void;

  /** Takes fills out, as long as the order's record is still the one that they were entered with. @returns those that were settled. */
  take(order: OrderEntry, fills: readonly OrderFill[]): readonly GoneFill[];

  /** Takes out everything of an order that turned out to be another. @returns what was settled of it. */
  leave(order: OrderEntry): readonly GoneFill[];

  /**
   * Enters fills under the order's record as it is now; those that were settled, or whose place is among what was, wait for `settleAnew`.
   *
   * @param gone fills that were settled, of which some may be these: at another place, or under another name.
   */
  enter(order: OrderEntry, fills: readonly OrderFill[], gone?: readonly GoneFill[]): void;

  /** Whether the place of one of these fills is among what was settled, or a correction of the order waits. */
  hasSettled(order: OrderEntry, fills: readonly OrderFill[]): boolean;

  /** A new order, as it is to be kept: fills of a time of which orders were forgotten are counted already. */
  recalled(record: OrderRecord): OrderRecord;

  /** The settled part of an order may have become another. */
  settleAnew(order: OrderEntry): void;
}
