import type { Amounts } from '../decimal/amounts.js';
import type { OrderFacts } from './order.js';

/**
 * An order as the cache keeps it: what `Order` shows, and what merging needs to know beside it. Immutable; decimals are
 * canonical strings, so that equal means identical, and a merge that changes no quantity needs no arithmetic. `timestamp` is that of the
 * exchange's last word; before it has spoken, the caller's.
 */
export interface OrderRecord extends OrderFacts {
  /** Fraction digits of `average` as the exchange wrote it: how far it may have been rounded. */
  readonly averageDigits: number;
  readonly fees: Amounts;
  /** The `filled` up to which `fees` were given cumulatively; single fees up to there are in them already. */
  readonly feesAsOf: string;
  /** Trades whose fee is counted in `fees`. */
  readonly tradeIds: readonly string[];
  readonly reduceOnly: boolean;
  /** Whether the exchange has spoken, not only the caller (INITIALIZED, PENDING, CANCELING). */
  readonly heard: boolean;
  /** Types that the order had before (a triggered stop order becomes a market order under the same id). */
  readonly leftTypes: readonly string[];
  /** The caller means to cancel it and the exchange has not settled that: queries for open orders leave it out unless asked. */
  readonly cancelIntent: boolean;
  /** What the caller's request to create it was marked with: the same request again leads to this order. */
  readonly idempotencyKey: string | null;
}

/** What a caller knows an order by: its id, or its client id while no id is known. */
export function shownId({
  id,
  clientOrderId,
}: {
  readonly id: string | null;
  readonly clientOrderId: string | null;
}): string {
  return id ?? clientOrderId ?? '';
}
