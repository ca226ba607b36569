import { TradingCacheError } from '../errors/trading-cache.error.js';

/** An instrument that cannot be registered as it was given. */
export class InvalidInstrumentError extends TradingCacheError {
  readonly code = 'INVALID_INSTRUMENT';

  constructor(
    readonly symbol: string,
    readonly field: string,
    readonly reason: string,
  ) {
    super(
      `Instrument ${symbol} was not registered: ${field} ${reason}. Correct the field and register it again.`,
    );
  }
}
