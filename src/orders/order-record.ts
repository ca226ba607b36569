import type { Amounts } from '../decimal/amounts.js';
import type { OrderSide, OrderStatus, PositionSide } from './order.js';

/**
 * An order as the cache keeps it: what `Order` shows, and what merging needs to know beside it. Immutable; decimals are
 * canonical strings, so that equal means identical, and a merge that changes no quantity needs no arithmetic.
 */
export interface OrderRecord {
  readonly exchange: string;
  readonly symbol: string;
  readonly id: string | null;
  readonly clientOrderId: string | null;
  readonly status: OrderStatus;
  readonly side: OrderSide;
  readonly type: string | null;
  readonly timeInForce: string | null;
  readonly price: string | null;
  readonly amount: string;
  readonly filled: string;
  readonly average: string | null;
  /** Fraction digits of `average` as the exchange wrote it: how far it may have been rounded. */
  readonly averageDigits: number;
  readonly lastFilled: string | null;
  readonly lastFilledPrice: string | null;
  readonly tradeId: string | null;
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly fees: Amounts;
  /** The `filled` up to which `fees` were given cumulatively; single fees up to there are in them already. */
  readonly feesAsOf: string;
  /** Trades whose fee is counted in `fees`. */
  readonly tradeIds: readonly string[];
  readonly reduceOnly: boolean;
  readonly positionSide: PositionSide;
  readonly reason: string | null;
  /** The exchange's last word's time; before it has spoken, the caller's. */
  readonly timestamp: number | null;
  /** Whether the exchange has spoken, not only the caller (INITIALIZED, PENDING, CANCELING). */
  readonly heard: boolean;
  /** Types that the order had before (a triggered stop order becomes a market order under the same id). */
  readonly leftTypes: readonly string[];
  /** The caller means to cancel it and the exchange has not settled that: queries for open orders leave it out unless asked. */
  readonly cancelIntent: boolean;
  /** What the caller's request to create it was marked with: the same request again leads to this order. */
  readonly idempotencyKey: string | null;
}
