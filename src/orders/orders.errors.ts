import { TradingCacheError } from '../errors/trading-cache.error.js';

/** An id that several orders have, asked for without saying which. */
export class AmbiguousOrderError extends TradingCacheError {
  readonly code = 'AMBIGUOUS_ORDER';

  constructor(
    readonly id: string,
    readonly candidates: readonly { readonly exchange: string; readonly symbol: string }[],
  ) {
    const places = candidates.map(({ exchange, symbol }) => `${exchange} ${symbol}`).join(', ');
    super(`Order id ${JSON.stringify(id)} is ambiguous: ${places}. Give exchange and symbol.`);
  }
}
