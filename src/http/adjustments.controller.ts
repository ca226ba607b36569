import { HttpCode, Post } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { AdjustmentResult } from '../positions/applied-update.js';
import { answerResults } from './answer-results.js';
import type { ResultsAnswer } from './answer-results.js';
import { AdjustmentsDto } from './adjustments.dto.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidBody } from './valid-body.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer, bodyOf } from './openapi/endpoint.decorator.js';
import { AdjustmentsModel, AppliedAdjustmentsModel } from './openapi/change.models.js';
import { ADJUSTMENTS } from './openapi/examples.js';
import { DURABLE } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/adjustments`, 'Trades and adjustments')
export class AdjustmentsController {
  @Endpoint({
    id: 'applyAdjustments',
    summary: 'Changes positions by what no order does',
    query: DURABLE,
    body: bodyOf(AdjustmentsModel, { funding: ADJUSTMENTS }),
    answers: { 200: answer(AppliedAdjustmentsModel, 'One result for each adjustment.') },
  })
  @Post()
  @HttpCode(200)
  apply(
    @ScopeCache() cache: CacheService,
    @ValidBody(AdjustmentsDto) { adjustments }: AdjustmentsDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<ResultsAnswer<AdjustmentResult>> {
    const results = adjustments.map((adjustment) => cache.applyAdjustment(adjustment));
    return answerResults(cache, results, durable);
  }
}
