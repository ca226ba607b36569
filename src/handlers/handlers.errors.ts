import { TradingCacheError } from '../errors/trading-cache.error.js';

/** A handler cannot be called as it stands. */
export class InvalidHandlerError extends TradingCacheError {
  readonly code = 'INVALID_HANDLER';

  constructor(
    readonly handler: string,
    fault: string,
  ) {
    super(`Handler ${handler} cannot be called: ${fault}.`);
  }
}

/** A durable handler that this process has cannot be forgotten. */
export class HandlerInUseError extends TradingCacheError {
  readonly code = 'HANDLER_IN_USE';

  constructor(readonly durable: string) {
    super(
      `The durable handler ${JSON.stringify(durable)} is one of this process. Remove its decorator first, then forget it.`,
    );
  }
}

/** A scope was closed before its handlers were done. */
export class HandlersBusyError extends TradingCacheError {
  readonly code = 'HANDLERS_BUSY';

  constructor(
    readonly scope: string,
    limitMs: number,
  ) {
    super(
      `The handlers of scope ${scope} were not done within ${limitMs} ms; it is closed without them. ` +
        'Durable ones get the rest at the next start; raise closeTimeout for others.',
    );
  }
}
