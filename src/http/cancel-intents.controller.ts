import { Delete, HttpCode, Param, Put } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import { CacheController } from './cache-controller.decorator.js';
import { CancelIntentQuery } from './cancel-intent.query.js';
import { NotFoundError } from './http.errors.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';
import { Endpoint, emptyAnswer } from './openapi/endpoint.decorator.js';
import { orderId as described } from './openapi/order.models.js';
import { CANCEL_INTENT } from './openapi/queries.js';

/** Notes that orders are to be canceled, before that is sent. */
@CacheController(`${SCOPE_PATH}/orders/:orderId/cancel-intent`, 'Orders')
export class CancelIntentsController {
  @Endpoint({
    id: 'markCancelIntent',
    summary: 'Notes that an order is to be canceled',
    path: { orderId: described },
    query: CANCEL_INTENT,
    answers: { 204: emptyAnswer('It is noted.') },
    problems: [409],
  })
  @Put()
  @HttpCode(204)
  async mark(
    @ScopeCache() cache: CacheService,
    @Param('orderId', new PathTextPipe('orderId')) orderId: string,
    @ValidQuery(CancelIntentQuery) { durable, ...place }: CancelIntentQuery,
  ): Promise<void> {
    assertOpen(orderId, cache.markCancelIntent(orderId, place));
    await whenDurable(cache, { durable });
  }

  @Endpoint({
    id: 'clearCancelIntent',
    summary: 'Takes a cancel intent back',
    path: { orderId: described },
    query: CANCEL_INTENT,
    answers: { 204: emptyAnswer('It is taken back.') },
    problems: [409],
  })
  @Delete()
  @HttpCode(204)
  async clear(
    @ScopeCache() cache: CacheService,
    @Param('orderId', new PathTextPipe('orderId')) orderId: string,
    @ValidQuery(CancelIntentQuery) { durable, ...place }: CancelIntentQuery,
  ): Promise<void> {
    assertOpen(orderId, cache.clearCancelIntent(orderId, place));
    await whenDurable(cache, { durable });
  }
}

/** @throws {NotFoundError} if the cache found no open order with the id. */
function assertOpen(orderId: string, isOpen: boolean): void {
  if (!isOpen) throw new NotFoundError(`An open order ${JSON.stringify(orderId)}`);
}
