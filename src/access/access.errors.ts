import { TradingCacheError } from '../errors/trading-cache.error.js';

/** A request without a key that the app knows. It does not say whether one was shown. */
export class UnauthorizedError extends TradingCacheError {
  readonly code = 'UNAUTHORIZED';

  constructor() {
    super('This needs a key. Send one that the app knows as "Authorization: Bearer <key>".');
  }
}

/** A change with a key that reads only. */
export class ReadOnlyKeyError extends TradingCacheError {
  readonly code = 'READ_ONLY_KEY';

  constructor() {
    super('The key reads only. Send a change with a key that may change.');
  }
}

/** A request under a name that is not the app's: a page elsewhere may have made it its own. */
export class ForeignHostError extends TradingCacheError {
  readonly code = 'FOREIGN_HOST';

  constructor() {
    super(
      'The header Host names another server. Call the app by its own name, or list the name in ALLOWED_HOSTS.',
    );
  }
}

/** A change that a page of another origin asks a browser for. */
export class ForeignOriginError extends TradingCacheError {
  readonly code = 'FOREIGN_ORIGIN';

  constructor() {
    super('A page of another origin may change nothing here. Send the change from a program.');
  }
}

/** More requests than a key may send. */
export class RateLimitError extends TradingCacheError {
  readonly code = 'TOO_MANY_REQUESTS';

  /** @param retryAfter when the next request is taken (s). */
  constructor(readonly retryAfter: number) {
    super(`The key has sent more requests than RATE_LIMIT allows. Send the next in ${retryAfter} s.`);
  }
}
