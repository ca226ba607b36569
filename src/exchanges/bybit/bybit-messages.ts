/**
 * The messages of Bybit's v5 private WebSocket topics and REST endpoints, as far as they are read here. Bybit writes figures as text, and
 * what does not apply as `""`. https://bybit-exchange.github.io/docs/v5/intro
 */

/** `order` topic, and REST `order/realtime`, `order/history`. It tells sums only, no single fill. */
export interface BybitOrder {
  /** `spot`, `linear`, `inverse`, `option`. */
  readonly category?: string;
  readonly symbol?: string;
  readonly orderId?: string;
  readonly orderLinkId?: string;
  readonly orderStatus?: string;
  readonly side?: string;
  /** 0 one-way, 1 the buy side of hedge mode, 2 its sell side. */
  readonly positionIdx?: number;
  readonly orderType?: string;
  readonly stopOrderType?: string;
  readonly timeInForce?: string;
  readonly price?: string;
  /** In the base currency; of inverse contracts in the quote currency, and of spot market orders in `marketUnit`. */
  readonly qty?: string;
  readonly marketUnit?: string;
  readonly cumExecQty?: string;
  /** In the quote currency; of inverse contracts in the base currency. */
  readonly cumExecValue?: string;
  readonly avgPrice?: string;
  readonly cumExecFee?: string;
  readonly feeCurrency?: string;
  /** By currency: in place of `cumExecFee` and `feeCurrency`. */
  readonly cumFeeDetail?: Readonly<Record<string, string>>;
  readonly reduceOnly?: boolean;
  readonly rejectReason?: string;
  readonly cancelType?: string;
  readonly createType?: string;
  readonly updatedTime?: string;
}

/** `execution` and `execution.fast` topics, and REST `execution/list`. The fast one has no fee and no `execType`. */
export interface BybitExecution {
  readonly category?: string;
  readonly symbol?: string;
  readonly orderId?: string;
  readonly orderLinkId?: string;
  readonly execId?: string;
  /** `Trade`, `AdlTrade`, `BustTrade`, `Delivery`, `Settle`, `BlockTrade`, `MovePosition`, `FutureSpread`, or `Funding`. */
  readonly execType?: string;
  readonly side?: string;
  readonly execQty?: string;
  readonly execPrice?: string;
  /** Positive when paid, negative for a rebate; of `Funding` too. */
  readonly execFee?: string;
  readonly feeCurrency?: string;
  readonly isMaker?: boolean;
  readonly execTime?: string;
}

/** `position` topic, and REST `position/list`. */
export interface BybitPosition {
  readonly category?: string;
  readonly symbol?: string;
  readonly positionIdx?: number;
  /** `Buy`, `Sell`, or empty when flat. */
  readonly side?: string;
  /** Not signed. */
  readonly size?: string;
  readonly entryPrice?: string;
  /** REST's name of `entryPrice`. */
  readonly avgPrice?: string;
  /** Since ever, after fees and funding. */
  readonly cumRealisedPnl?: string;
  readonly updatedTime?: string;
}

/** An account of the `wallet` topic and of REST `account/wallet-balance`. */
export interface BybitWallet {
  /** `UNIFIED`, `CONTRACT`, `SPOT`. */
  readonly accountType?: string;
  readonly coin?: readonly BybitCoin[];
}

export interface BybitCoin {
  readonly coin?: string;
  readonly walletBalance?: string;
  /** By open spot orders. */
  readonly locked?: string;
  /** Classic spot accounts only. */
  readonly free?: string;
}

/** REST `market/instruments-info`. */
export interface BybitInstrument {
  readonly symbol?: string;
  /** `LinearPerpetual`, `LinearFutures`, `InversePerpetual`, `InverseFutures`; spot has none. */
  readonly contractType?: string;
  readonly optionsType?: string;
  readonly baseCoin?: string;
  readonly quoteCoin?: string;
  readonly settleCoin?: string;
  readonly priceFilter?: { readonly tickSize?: string };
}

/** A push of a private topic. `bybit-api` adds a `wsKey`. */
export interface BybitPush {
  readonly topic: string;
  readonly creationTime?: number;
  readonly data: readonly unknown[];
}
