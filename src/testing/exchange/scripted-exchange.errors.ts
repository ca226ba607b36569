import { TradingCacheError } from '../../errors/trading-cache.error.js';

/** A script tells of something that no exchange does. */
export class ImpossibleScriptError extends TradingCacheError {
  readonly code = 'IMPOSSIBLE_SCRIPT';

  constructor(what: string, remedy: string) {
    super(`${what}. ${remedy}`);
  }
}

/** The exchange refuses a request, as its REST interface would: a bot must expect that. */
export class RequestRefusedError extends TradingCacheError {
  readonly code = 'REQUEST_REFUSED';

  constructor(what: string) {
    super(`The scripted exchange refuses the request: ${what}. Look at exchange.orders() for what it has.`);
  }
}
