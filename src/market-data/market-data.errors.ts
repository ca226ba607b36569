import { TradingCacheError } from '../errors/trading-cache.error.js';

/** Market data that cannot be taken, and the field that is the reason. */
export class InvalidMarketDataError extends TradingCacheError {
  readonly code = 'INVALID_MARKET_DATA';

  constructor(
    readonly field: string,
    readonly reason: string,
  ) {
    super(`Market data refused: ${field} ${reason}. Correct the field and set the value again.`);
  }
}
