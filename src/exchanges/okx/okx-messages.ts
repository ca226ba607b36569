/**
 * The messages of OKX's v5 private WebSocket channels and REST endpoints, as far as they are read here. OKX writes every figure as text,
 * and what does not apply as `""`. https://www.okx.com/docs-v5/en/
 */

/** `orders` channel, and REST `trade/order`, `trade/orders-pending`, `trade/orders-history`. */
export interface OkxOrder {
  readonly instType?: string;
  readonly instId?: string;
  readonly ordId?: string;
  readonly clOrdId?: string;
  /** `live`, `partially_filled`, `filled`, `canceled`, `mmp_canceled`. */
  readonly state?: string;
  readonly side?: string;
  /** `net`, `long`, `short`; empty on spot. */
  readonly posSide?: string;
  readonly ordType?: string;
  readonly px?: string;
  /** In contracts; on spot in the base currency, or where `tgtCcy` is `quote_ccy` in the quote currency. */
  readonly sz?: string;
  readonly tgtCcy?: string;
  readonly accFillSz?: string;
  readonly avgPx?: string;
  readonly fillSz?: string;
  readonly fillPx?: string;
  readonly tradeId?: string;
  /** Of the last fill: negative when paid, positive for a rebate. REST does not tell it. */
  readonly fillFee?: string;
  readonly fillFeeCcy?: string;
  /** When the last fill was. */
  readonly fillTime?: string;
  /** Of the last fill: `M` maker, `T` taker. */
  readonly execType?: string;
  /** Of the order so far: negative when paid. On derivatives rebates are in it. */
  readonly fee?: string;
  readonly feeCcy?: string;
  /** Of the order so far, on spot and margin: positive. */
  readonly rebate?: string;
  readonly rebateCcy?: string;
  readonly reduceOnly?: string;
  /** `normal`, `twap`, `adl`, `full_liquidation`, `partial_liquidation`, `delivery`, `ddh`, `auto_conversion`. */
  readonly category?: string;
  readonly cancelSource?: string;
  readonly cancelSourceReason?: string;
  /** Of an amend: `-1` if it failed. */
  readonly amendResult?: string;
  readonly msg?: string;
  readonly uTime?: string;
}

/** `positions` channel, REST `account/positions`, and `posData` of the `balance_and_position` channel. */
export interface OkxPosition {
  readonly instType?: string;
  readonly instId?: string;
  readonly posId?: string;
  readonly posSide?: string;
  /** In contracts; signed in net mode, else not. */
  readonly pos?: string;
  /** Of a margin position: the currency that it holds. */
  readonly posCcy?: string;
  /** Of a margin position: what it owes, negative, in `liabCcy`. */
  readonly liab?: string;
  readonly liabCcy?: string;
  readonly avgPx?: string;
  /** Profit, fees and funding since it was opened. */
  readonly realizedPnl?: string;
  readonly uTime?: string;
}

/** `details` of the `account` channel and of REST `account/balance`, and `balData` of `balance_and_position`. */
export interface OkxBalance {
  readonly ccy?: string;
  /** Without the margin of isolated positions. */
  readonly cashBal?: string;
  readonly availBal?: string;
  /** With the margin of isolated positions and their unrealized profit. */
  readonly frozenBal?: string;
  /** The margin of isolated positions, with their unrealized profit. */
  readonly isoEq?: string;
  readonly isoUpl?: string;
  readonly uTime?: string;
}

/** `instruments` channel, and REST `public/instruments`. */
export interface OkxInstrument {
  readonly instType?: string;
  readonly instId?: string;
  /** The index that it follows: `BTC-USDT`. */
  readonly uly?: string;
  readonly baseCcy?: string;
  readonly quoteCcy?: string;
  readonly settleCcy?: string;
  readonly ctVal?: string;
  readonly ctMult?: string;
  /** `linear`, `inverse`; empty on spot. */
  readonly ctType?: string;
  readonly tickSz?: string;
}

/** A push of a channel. `okx-api` adds a `wsKey`. */
export interface OkxPush {
  readonly arg: { readonly channel: string };
  readonly data: readonly unknown[];
}
