import { TradingCacheError } from './trading-cache.error.js';

/** A command line that cannot be carried out as it was written. The command ends with code 2. */
export abstract class UsageError extends TradingCacheError {}
