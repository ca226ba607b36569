/**
 * How a market is accounted: `spot` holds the base currency; `linear` contracts profit in the quote currency, `inverse` ones, which are
 * quoted in the quote currency, in the base currency.
 */
export type InstrumentKind = 'spot' | 'linear' | 'inverse';

/** What a host tells of a market. Nothing but exchange and symbol is needed; `null` means the same as leaving a field out. */
export interface InstrumentDefinition {
  readonly exchange: string;
  readonly symbol: string;
  /** `linear` unless given. */
  readonly kind?: InstrumentKind | null;
  /** Units of the base (inverse: of the quote) per contract, a decimal above zero; `"1"` unless given. */
  readonly contractSize?: string | null;
  readonly base?: string | null;
  readonly quote?: string | null;
  /** The currency that profit is in; by kind the quote or the base unless given. */
  readonly settle?: string | null;
  /** The smallest step of a price, a decimal above zero. */
  readonly priceIncrement?: string | null;
}

/** What accounting knows of a market. Decimals are canonical. Frozen. */
export interface Instrument {
  readonly exchange: string;
  readonly symbol: string;
  readonly kind: InstrumentKind;
  readonly contractSize: string;
  readonly base: string | null;
  readonly quote: string | null;
  readonly settle: string | null;
  readonly priceIncrement: string | null;
}
