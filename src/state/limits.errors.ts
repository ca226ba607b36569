import { TradingCacheError } from '../errors/trading-cache.error.js';
import { OPTION_OF, WORD_OF } from './limit-names.js';
import type { LimitName } from './limit-names.js';

/** The scope holds as much of something as it may: what is new is refused, and nothing has changed. */
export class LimitReachedError extends TradingCacheError {
  readonly code = 'LIMIT_REACHED';
  /** What is full, in words. */
  readonly reason: string;

  constructor(
    readonly limit: LimitName,
    readonly most: number,
  ) {
    const reason = `the scope may hold ${most} ${WORD_OF[limit]} (${OPTION_OF[limit]}), and has no room for more`;
    super(
      `Refused: ${reason}. What is known goes on being updated. Send it again when there is room, or raise ${OPTION_OF[limit]}.`,
    );
    this.reason = reason;
  }
}
