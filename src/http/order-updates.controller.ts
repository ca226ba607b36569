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
import { Endpoint, answer, bodyOf } from './openapi/endpoint.decorator.js';
import { ORDER_UPDATES } from './openapi/examples.js';
import { AppliedUpdatesModel, OrderUpdatesModel } from './openapi/order.models.js';
import { DURABLE } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/order-updates`, 'Orders')
export class OrderUpdatesController {
  @Endpoint({
    id: 'applyOrderUpdates',
    summary: 'Applies what an exchange reports of orders',
    query: DURABLE,
    body: bodyOf(OrderUpdatesModel, { firstFill: ORDER_UPDATES }),
    answers: {
      200: answer(AppliedUpdatesModel, 'One result for each update; a wrong one does not stop the others.'),
    },
  })
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
