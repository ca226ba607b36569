import { TradingCacheError } from '../../errors/trading-cache.error.js';
import { UsageError } from '../../errors/usage.error.js';

/** A command line that names no state to look at, or not clearly. */
export class StateUsageError extends UsageError {
  readonly code = 'STATE_USAGE';
}

/** An app does not answer, or answers that it will not. */
export class AppRequestError extends TradingCacheError {
  readonly code = 'APP_REQUEST';

  /** @param status of the answer; null if there was none. */
  constructor(
    message: string,
    readonly status: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
