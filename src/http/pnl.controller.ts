import { Controller, Get, Query } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import type { PnlBucket } from '../ledger/ledger-entry.js';
import { PnlQuery } from './pnl.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { timeSpan } from './time-span.js';
import { ValidatedQueryPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/pnl`)
export class PnlController {
  @Get()
  async buckets(
    @ScopeCache() cache: CacheService,
    @Query(new ValidatedQueryPipe(PnlQuery)) { from, to, bucket, symbol }: PnlQuery,
  ): Promise<{ buckets: readonly PnlBucket[] }> {
    return { buckets: await cache.pnl({ ...timeSpan({ from, to }), bucket, symbol }) };
  }
}
