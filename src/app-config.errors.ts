import { TradingCacheError } from './errors/trading-cache.error.js';

/** An environment that the app cannot start with, all its faults at once. */
export class InvalidConfigurationError extends TradingCacheError {
  readonly code = 'INVALID_CONFIGURATION';

  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nCorrect it and start again.`,
    );
  }
}
