/** A decimal as a string, such as `"0.1"`. */
type Decimal = string;

/** Latest best bid and ask. */
export interface BookL1 {
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly bidSize: Decimal;
  readonly askSize: Decimal;
  readonly timestamp: number | null;
}

/** Levels as `[price, size]`, best first. */
export interface BookL2 {
  readonly bids: readonly (readonly [Decimal, Decimal])[];
  readonly asks: readonly (readonly [Decimal, Decimal])[];
  readonly timestamp: number | null;
}

export interface Trade {
  readonly price: Decimal;
  readonly size: Decimal;
  readonly timestamp: number | null;
}

export interface Kline {
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
  readonly timestamp: number | null;
}

export interface MarketPrice {
  readonly price: Decimal;
  readonly timestamp: number | null;
}

export interface FundingRate {
  readonly rate: Decimal;
  readonly nextFundingTime: number | null;
  readonly timestamp: number | null;
}

/** The typed kinds of market data and what each holds. */
export interface MarketDataByKind {
  readonly bookL1: BookL1;
  readonly bookL2: BookL2;
  readonly trade: Trade;
  readonly kline: Kline;
  readonly markPrice: MarketPrice;
  readonly indexPrice: MarketPrice;
  readonly fundingRate: FundingRate;
}

export type MarketDataKind = keyof MarketDataByKind;

/** A value and how long the cache has had it. */
export interface Aged<V> {
  readonly value: V;
  /** Since it was set, on the cache's own clock (ms). */
  readonly ageMs: number;
}
