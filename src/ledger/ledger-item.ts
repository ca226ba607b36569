import type { Amounts } from '../decimal/amounts.js';
import type { OrderSide } from '../orders/order.js';
import { compareFills, compareIds } from './canonical-order.js';
import type { OrderNames } from './canonical-order.js';
import { instantOf } from './message-time.js';
import type { OrderFill } from './order-fill.js';

/** The order that a fill is of. */
export interface FillOwner {
  readonly key: string;
  readonly record: OrderNames & { readonly side: OrderSide };
}

/** An order that may be at rest: what of it is in memory does not tell its fills. */
export interface RestingOwner extends FillOwner {
  /** The order with its fills, to be looked at once: it stays at rest. */
  ownerAtRest(): OwnerAtRest;
}

/** What is read of an order at rest. */
export interface OwnerAtRest extends FillOwner {
  readonly fills: readonly OrderFill[];
}

/** A change of a leg that no order made; amounts in `10^-18`. */
export interface AdjustmentItem {
  readonly kind: 'adjustment';
  readonly id: string;
  readonly adjustmentKind: 'FUNDING' | 'CORRECTION';
  /** By how much the signed quantity changes. */
  readonly quantity: bigint;
  /** Null: at the leg's own entry, so that nothing is realized. */
  readonly price: bigint | null;
  /** Positive when received. */
  readonly amount: bigint;
  readonly currency: string | null;
  readonly reason: string | null;
  /** See `message-time.ts`. */
  readonly at: number;
}

/** What a leg was at a time, as the exchange's snapshot said. Entries before it count no more for quantity and entry. */
export interface AdoptionItem {
  readonly kind: 'adoption';
  readonly id: string;
  /** Signed, in `10^-18`. */
  readonly quantity: bigint;
  /** In `10^-18`; null where the snapshot did not say it: the leg keeps its own. */
  readonly entryPrice: bigint | null;
  readonly at: number;
}

/** By how much the settled fills of an order turn out to be others. */
export interface CorrectionItem {
  readonly kind: 'correction';
  /** Signed as the leg moves, in `10^-18`. */
  readonly quantity: bigint;
  /** See `costAt`; positive where more was bought, or sold, for it. */
  readonly cost: bigint;
  readonly fees: Amounts;
  readonly at: number;
  /** When the cache learned of it, on its own clock (ms). */
  readonly changed: number;
}

/** What stands in a ledger beside the fills of orders. */
export type OtherItem = AdjustmentItem | AdoptionItem;
export type LedgerItem = OrderFill | OtherItem;

/** Whether an item is the fill of an order. */
export function isFill(item: LedgerItem | CorrectionItem): item is OrderFill {
  return !('kind' in item);
}

/** The order of items in a ledger; of one time fills come first, then adjustments, then adoptions. */
export function compareItems(
  left: LedgerItem,
  leftOwner: FillOwner | null,
  right: LedgerItem,
  rightOwner: FillOwner | null,
): number {
  const apart = instantOf(left.at) - instantOf(right.at);
  if (apart !== 0) return apart;
  if (leftOwner !== null && rightOwner !== null)
    return compareFills(left as OrderFill, leftOwner.record, right as OrderFill, rightOwner.record);
  const rank = rankOf(left) - rankOf(right);
  return rank !== 0 ? rank : compareIds((left as OtherItem).id, (right as OtherItem).id);
}

function rankOf(item: LedgerItem): number {
  return isFill(item) ? 0 : item.kind === 'adjustment' ? 1 : 2;
}
