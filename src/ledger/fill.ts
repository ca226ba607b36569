import type { CurrencyAmounts, OrderSide, PositionSide } from '../orders/order.js';

/** One execution of an order, and what it did to its position. Decimals are canonical strings. Frozen. */
export interface Fill {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly side: OrderSide;
  readonly orderId: string | null;
  readonly clientOrderId: string | null;
  /** The exchange's id of the trade; null where no message named it. */
  readonly tradeId: string | null;
  readonly quantity: string;
  readonly price: string;
  /** By currency: positive when paid, negative for a rebate. */
  readonly fees: CurrencyAmounts;
  readonly feesKnown: boolean;
  readonly liquidity: 'MAKER' | 'TAKER' | null;
  /** No report and no trade tells of it: it is the difference of cumulative figures. */
  readonly inferred: boolean;
  /** Its price is an estimate. */
  readonly estimated: boolean;
  /** The exchange's clock (ms since the epoch). */
  readonly timestamp: number;
  /** Of this fill, before fees, in the settle currency. */
  readonly realizedPnl: string;
  /** The position after it. */
  readonly after: { readonly signedAmount: string; readonly entryPrice: string };
  /** It is final, and in the fill history. */
  readonly settled: boolean;
}
