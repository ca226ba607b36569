import { HttpCode, Post } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { AppliedUpdate } from '../positions/applied-update.js';
import { answerResults } from './answer-results.js';
import type { ResultsAnswer } from './answer-results.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { OrderUpdatesDto } from './order-updates.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidBody } from './valid-body.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';

@CacheController(`${SCOPE_PATH}/order-updates`)
export class OrderUpdatesController {
  @Post()
  @HttpCode(200)
  apply(
    @ScopeCache() cache: CacheService,
    @ValidBody(OrderUpdatesDto) { updates }: OrderUpdatesDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<ResultsAnswer<AppliedUpdate>> {
    const results = updates.map((update) => cache.applyUpdate(update));
    return answerResults(cache, results, durable);
  }
}
