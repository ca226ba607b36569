import { TradingCacheError } from '../errors/trading-cache.error.js';

/** A parameter, metadata or a leverage that cannot be kept as it was given. */
export class InvalidParameterError extends TradingCacheError {
  readonly code = 'INVALID_PARAMETER';

  constructor(
    readonly field: string,
    readonly reason: string,
  ) {
    super(`Value refused: ${field} ${reason}. Correct it and set the value again.`);
  }
}
