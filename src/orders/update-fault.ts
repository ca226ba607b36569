import { TradingCacheError } from '../errors/trading-cache.error.js';
import type { FieldFault } from './update-outcome.js';

/** An update that cannot be taken, and the field that is the reason. */
export class UpdateFault extends TradingCacheError implements FieldFault {
  readonly code = 'INVALID_ORDER_UPDATE';

  constructor(
    readonly field: string,
    readonly reason: string,
  ) {
    super(`Order update refused: ${field} ${reason}. Mend the field and send the update again.`);
  }
}
