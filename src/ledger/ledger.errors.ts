import { TradingCacheError } from '../errors/trading-cache.error.js';

/** A position as of a time that is before all that is kept of its fills. */
export class HistoryTrimmedError extends TradingCacheError {
  readonly code = 'HISTORY_TRIMMED';

  constructor(
    readonly symbol: string,
    readonly time: number,
    /** The earliest time that can be asked for (ms since the epoch). */
    readonly keptSince: number,
  ) {
    super(
      `The fills of ${JSON.stringify(symbol)} are kept since ${keptSince}, which is after ${time}. ` +
        'Ask for that time or a later one.',
    );
  }
}
