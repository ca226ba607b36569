/**
 * ccxt's unified structures, as far as they are read here. Numbers may be strings (`exchange.number = String`), and whatever an exchange
 * does not tell is missing, undefined or null. https://docs.ccxt.com/#/?id=unified-api
 */
type Text = string | null | undefined;
type Numeric = number | string | null | undefined;
type Flag = boolean | null | undefined;

/** What was charged so far: negative for a rebate. */
export interface CcxtFee {
  readonly cost?: Numeric;
  readonly currency?: Text;
}

export interface CcxtOrder {
  readonly id?: Text;
  readonly clientOrderId?: Text;
  readonly symbol?: Text;
  /** `open`, `closed`, `canceled`, `canceling`, `expired`, `rejected`; of some exchanges a word of their own. */
  readonly status?: Text;
  readonly side?: Text;
  readonly type?: Text;
  readonly timeInForce?: Text;
  readonly postOnly?: Flag;
  /** ccxt gives a market order its average for a price; below zero for a conditional order that trades at market. */
  readonly price?: Numeric;
  readonly triggerPrice?: Numeric;
  readonly stopPrice?: Numeric;
  readonly stopLossPrice?: Numeric;
  readonly takeProfitPrice?: Numeric;
  readonly average?: Numeric;
  readonly amount?: Numeric;
  readonly filled?: Numeric;
  readonly remaining?: Numeric;
  readonly fee?: CcxtFee | null;
  readonly fees?: readonly CcxtFee[] | null;
  readonly reduceOnly?: Flag;
  /** When it was created. */
  readonly timestamp?: Numeric;
  readonly lastTradeTimestamp?: Numeric;
  readonly lastUpdateTimestamp?: Numeric;
  /** What the exchange itself sent. */
  readonly info?: unknown;
}

export interface CcxtTrade {
  readonly id?: Text;
  readonly order?: Text;
  readonly symbol?: Text;
  readonly side?: Text;
  readonly amount?: Numeric;
  readonly price?: Numeric;
  readonly fee?: CcxtFee | null;
  readonly fees?: readonly CcxtFee[] | null;
  /** `taker`, `maker`. */
  readonly takerOrMaker?: Text;
  readonly timestamp?: Numeric;
  readonly info?: unknown;
}

export interface CcxtPosition {
  readonly symbol?: Text;
  /** `long`, `short`; `both` or nothing where it is flat. */
  readonly side?: Text;
  /** Kraken's futures, which have no hedge mode, come with `both`. */
  readonly hedged?: Flag | 'both';
  /** Not signed. */
  readonly contracts?: Numeric;
  readonly entryPrice?: Numeric;
  readonly realizedPnl?: Numeric;
  readonly timestamp?: Numeric;
  readonly lastUpdateTimestamp?: Numeric;
  /** What the exchange itself sent. */
  readonly info?: unknown;
}

export interface CcxtMarket {
  readonly symbol?: Text;
  readonly spot?: Flag;
  readonly contract?: Flag;
  readonly option?: Flag;
  readonly linear?: Flag;
  readonly inverse?: Flag;
  readonly contractSize?: Numeric;
  readonly base?: Text;
  readonly quote?: Text;
  readonly settle?: Text;
  readonly precision?: { readonly price?: Numeric } | null;
}

/** Amounts by currency: `{ free: { BTC: 1 }, used: { BTC: 0 }, total: { BTC: 1 } }`. */
export interface CcxtBalances {
  readonly free?: Readonly<Record<string, Numeric>>;
  readonly used?: Readonly<Record<string, Numeric>>;
  readonly total?: Readonly<Record<string, Numeric>>;
  readonly timestamp?: Numeric;
}
