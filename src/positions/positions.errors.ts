import { TradingCacheError } from '../errors/trading-cache.error.js';

/** A symbol that several exchanges have a position of, asked for without saying which. */
export class AmbiguousPositionError extends TradingCacheError {
  readonly code = 'AMBIGUOUS_POSITION';

  constructor(
    readonly symbol: string,
    readonly candidates: readonly { readonly exchange: string; readonly positionSide: string }[],
  ) {
    const places = candidates.map(({ exchange, positionSide }) => `${exchange} ${positionSide}`).join(', ');
    super(`Position of ${JSON.stringify(symbol)} is ambiguous: ${places}. Give exchange and positionSide.`);
  }
}
