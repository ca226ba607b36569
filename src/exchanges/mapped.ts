import type { InstrumentDefinition } from '../instruments/instrument.js';
import type { Liquidity } from '../ledger/execution.js';
import type { OrderSide, OrderUpdate, PositionSide } from '../orders/order.js';

/** One fill of an order, as exchanges tell it in their streams of trades. Decimals are strings. */
export interface MappedTrade {
  readonly exchange: string;
  readonly symbol: string;
  readonly orderId: string | null;
  readonly clientOrderId: string | null;
  readonly tradeId: string;
  readonly side: OrderSide;
  /** Null where the exchange does not tell it: then it is the order's. */
  readonly positionSide: PositionSide | null;
  readonly quantity: string;
  readonly price: string;
  /** Positive when paid, negative for a rebate; null where it, or its currency, is not told. */
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  /** Left out, or null, where the exchange does not tell it. */
  readonly liquidity?: Liquidity | null;
  readonly timestamp: number | null;
}

/** What an exchange says is held of one leg. */
export interface MappedPosition {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  /** In contracts, signed: negative for a short, `"0"` when flat. */
  readonly signedAmount: string;
  readonly entryPrice: string | null;
  /** The exchange's own realized profit; what it sums up differs by exchange (`docs/exchanges.md`). */
  readonly realizedPnl: string | null;
  /** There where `realizedPnl` begins anew each time that the position is opened. */
  readonly realizedSinceOpening?: true;
  readonly timestamp: number | null;
}

/** What an account holds of one asset, or by how much that changed. Null: the message does not tell it. */
export interface MappedBalance {
  readonly exchange: string;
  /** The exchange's name of the account, or of its type. */
  readonly account: string;
  readonly asset: string;
  readonly free: string | null;
  readonly locked: string | null;
  readonly total: string | null;
  /** Where the message tells a change instead: by how much what is free, and the total, changed; signed. */
  readonly delta?: string;
  readonly timestamp: number | null;
}

/** A payment on a position that no order made: funding. */
export interface MappedAdjustment {
  readonly exchange: string;
  readonly symbol: string;
  /** Null where the exchange does not tell it. */
  readonly positionSide: PositionSide | null;
  readonly id: string;
  readonly kind: 'FUNDING';
  /** Positive when received. */
  readonly amount: string;
  readonly currency: string;
  readonly timestamp: number | null;
}

/** What an exchange's message tells. A mapper returns a list of these, never empty: one message may tell several things. */
export type Mapped =
  | { readonly kind: 'orders'; readonly updates: readonly OrderUpdate[] }
  | { readonly kind: 'trades'; readonly trades: readonly MappedTrade[] }
  | { readonly kind: 'positions'; readonly exchange: string; readonly positions: readonly MappedPosition[] }
  | { readonly kind: 'balances'; readonly balances: readonly MappedBalance[] }
  | { readonly kind: 'adjustments'; readonly adjustments: readonly MappedAdjustment[] }
  | { readonly kind: 'instruments'; readonly instruments: readonly InstrumentDefinition[] }
  /** Known, and of no use here: an answer to a login, a heartbeat. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** Nothing that this mapper knows. */
  | { readonly kind: 'unknown'; readonly message: unknown }
  /** A message, or one row of it, that is known and cannot be true. */
  | { readonly kind: 'invalid'; readonly field: string; readonly reason: string };
