import { Get } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { PnlBucket } from '../ledger/ledger-entry.js';
import { UpdateFault } from '../orders/update-fault.js';
import { CacheController } from './cache-controller.decorator.js';
import { InvalidRequestError } from './http.errors.js';
import { PnlQuery } from './pnl.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { timeSpan } from './time-span.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer } from './openapi/endpoint.decorator.js';
import { PnlModel } from './openapi/position.models.js';
import { PNL } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/pnl`, 'Fills and profit')
export class PnlController {
  @Endpoint({
    id: 'getPnl',
    summary: 'Sums profit by hour or day and currency',
    query: PNL,
    answers: { 200: answer(PnlModel, 'The sums.') },
    problems: [410],
  })
  @Get()
  async buckets(
    @ScopeCache() cache: CacheService,
    @ValidQuery(PnlQuery) { from, to, bucket, symbol }: PnlQuery,
  ): Promise<{ buckets: readonly PnlBucket[] }> {
    try {
      return { buckets: await cache.pnl({ ...timeSpan({ from, to }), bucket, symbol }) };
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      throw new InvalidRequestError([{ field: error.field, reason: error.reason }]);
    }
  }
}
