import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { Reconciliation } from '../reconciliation/difference.js';
import { DurableQuery } from './durable.query.js';
import { InvalidRequestError } from './http.errors.js';
import { ReconciliationDto } from './reconciliations.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { ValidatedPipe } from './validated.pipe.js';
import { whenDurable } from './when-durable.js';
import type { Survival } from './when-durable.js';

@Controller(`${SCOPE_PATH}/reconciliations`)
export class ReconciliationsController {
  @Post()
  @HttpCode(200)
  async reconcile(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(ReconciliationDto)) { adopt, ...snapshot }: ReconciliationDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<Reconciliation & Survival> {
    try {
      const reconciliation = cache.reconcile(snapshot, { adopt });
      return { ...reconciliation, ...(await whenDurable(cache, durable, [reconciliation])) };
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      throw new InvalidRequestError([{ field: error.field, reason: error.reason }]);
    }
  }
}
