import { Controller, Get } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import type { PnlBucket } from '../ledger/ledger-entry.js';
import { PnlQuery } from './pnl.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { timeSpan } from './time-span.js';
import { ValidQuery } from './valid-query.decorator.js';

@Controller(`${SCOPE_PATH}/pnl`)
export class PnlController {
  @Get()
  async buckets(
    @ScopeCache() cache: CacheService,
    @ValidQuery(PnlQuery) { from, to, bucket, symbol }: PnlQuery,
  ): Promise<{ buckets: readonly PnlBucket[] }> {
    return { buckets: await cache.pnl({ ...timeSpan({ from, to }), bucket, symbol }) };
  }
}
