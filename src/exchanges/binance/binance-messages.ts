/**
 * The messages of Binance's user data streams, as far as they are read here, with Binance's own one-letter names.
 * Spot: https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream
 * USDT-M: https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams
 * COIN-M: https://developers.binance.com/docs/derivatives/coin-margined-futures/user-data-streams
 */

/** What the order messages of all markets call alike. */
export interface BinanceOrderFields {
  readonly s?: string;
  readonly S?: string;
  /** Order type as it is now. */
  readonly o?: string;
  /** Time in force. */
  readonly f?: string;
  readonly q?: string;
  /** Limit price. */
  readonly p?: string;
  /** What happened: `NEW`, `TRADE`, `CANCELED`, `AMENDMENT`, `CALCULATED` (a liquidation), … */
  readonly x?: string;
  /** What the order is since. */
  readonly X?: string;
  readonly i?: number;
  /** Last filled quantity, and its price. */
  readonly l?: string;
  readonly L?: string;
  /** Filled quantity so far. */
  readonly z?: string;
  /** Commission of the last fill: positive when paid. Missing where there was none. */
  readonly n?: string | null;
  readonly N?: string | null;
  /** Trade id; 0 on futures and -1 on spot where nothing traded. */
  readonly t?: number;
  /** Whether the fill was made by an order that rested. */
  readonly m?: boolean;
  readonly T?: number;
  readonly c?: string;
}

/** `executionReport`: an order of the spot market, or of a margin account. */
export interface BinanceSpotOrder extends BinanceOrderFields {
  /**
   * The order's own client id where `c` is the one of the request that canceled it; the one that it had before where it was amended
   * (`x` is `REPLACED`); else empty.
   */
  readonly C?: string | null;
  /** Cumulative cost, in the quote currency. */
  readonly Z?: string;
  /** The quantity that self-trade prevention took from the order so far. It is no part of `z`. */
  readonly A?: string;
  readonly r?: string;
  /** Expiry reason. */
  readonly eR?: number;
}

/** `o` of an `ORDER_TRADE_UPDATE`. */
export interface BinanceFuturesOrder extends BinanceOrderFields {
  readonly ap?: string;
  readonly R?: boolean;
  readonly ps?: string;
  /** Expiry reason. */
  readonly er?: string;
}

/** `ORDER_TRADE_UPDATE` of USDT-M, COIN-M and portfolio margin. */
export interface BinanceOrderTradeUpdate {
  readonly T?: number;
  readonly o?: BinanceFuturesOrder;
}

/** `TRADE_LITE`: a fill, told early and in short. */
export interface BinanceTradeLite {
  readonly s?: string;
  readonly S?: string;
  readonly c?: string;
  readonly i?: number;
  readonly l?: string;
  readonly L?: string;
  readonly t?: number;
  readonly m?: boolean;
  readonly T?: number;
}

/** `ACCOUNT_UPDATE`: balances and positions that changed. */
export interface BinanceAccountUpdate {
  readonly T?: number;
  /** Portfolio margin: `UM` or `CM`. */
  readonly fs?: string;
  /** Account alias, COIN-M only. */
  readonly i?: string;
  readonly a?: BinanceAccountData;
}

export interface BinanceAccountData {
  /** Why: `ORDER`, `FUNDING_FEE`, `DEPOSIT`, … */
  readonly m?: string;
  readonly B?: readonly BinanceFuturesBalance[];
  readonly P?: readonly BinancePosition[];
}

export interface BinanceFuturesBalance {
  readonly a?: string;
  /** Wallet balance. */
  readonly wb?: string;
  /** How it changed, but for profits and commissions. */
  readonly bc?: string;
}

export interface BinancePosition {
  readonly s?: string;
  /** Signed, on a SHORT leg too. */
  readonly pa?: string;
  readonly ep?: string;
  /** Realized since ever, before fees. */
  readonly cr?: string;
  readonly ps?: string;
}

/** `outboundAccountPosition`: balances of the spot account that may have changed. */
export interface BinanceSpotAccount {
  /** When they changed last. */
  readonly u?: number;
  readonly B?: readonly BinanceSpotBalance[];
}

export interface BinanceSpotBalance {
  readonly a?: string;
  readonly f?: string;
  readonly l?: string;
}

/** `balanceUpdate`: a deposit, a withdrawal or a transfer of the spot account. */
export interface BinanceBalanceUpdate {
  readonly a?: string;
  /** Signed. */
  readonly d?: string;
  readonly T?: number;
}
