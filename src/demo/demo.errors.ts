import { TradingCacheError } from '../errors/trading-cache.error.js';

/** The app of the demo cannot start. */
export class DemoAppError extends TradingCacheError {
  readonly code = 'DEMO_APP';

  constructor(exit: string) {
    super(`The app of the demo could not start (${exit}). It says why above; another port is given as PORT.`);
  }
}
