import { HttpCode, Post } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { Reconciliation } from '../reconciliation/difference.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { InvalidRequestError } from './http.errors.js';
import { ReconciliationDto } from './reconciliations.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidBody } from './valid-body.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';
import type { Survival } from './when-durable.js';
import { Endpoint, answer, bodyOf } from './openapi/endpoint.decorator.js';
import { SNAPSHOT } from './openapi/examples.js';
import { DURABLE } from './openapi/queries.js';
import { ReconciliationModel, SnapshotModel } from './openapi/reconciliation.models.js';

@CacheController(`${SCOPE_PATH}/reconciliations`, 'Reconciliation')
export class ReconciliationsController {
  @Endpoint({
    id: 'reconcile',
    summary: "Compares with an exchange's own word",
    query: DURABLE,
    body: bodyOf(SnapshotModel, { position: SNAPSHOT }),
    answers: { 200: answer(ReconciliationModel, 'What differs.') },
  })
  @Post()
  @HttpCode(200)
  async reconcile(
    @ScopeCache() cache: CacheService,
    @ValidBody(ReconciliationDto) { adopt, ...snapshot }: ReconciliationDto,
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
