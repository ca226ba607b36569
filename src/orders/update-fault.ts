import { TradingCacheError } from '../errors/trading-cache.error.js';
import type { FieldFault } from './update-outcome.js';

/** An update of an order, or something else that a host tells the cache, that cannot be taken; and the field that is the reason. */
export class UpdateFault extends TradingCacheError implements FieldFault {
  readonly code = 'INVALID_ORDER_UPDATE';

  constructor(
    readonly field: string,
    readonly reason: string,
  ) {
    super(`Refused: ${field} ${reason}. Correct the field and send it again.`);
  }
}
