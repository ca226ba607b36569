import { Headers, HttpStatus, Post, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { CacheService } from '../cache/cache.service.js';
import type { Order } from '../orders/order.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { NewOrderDto } from './new-order.dto.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidBody } from './valid-body.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';
import type { Survival } from './when-durable.js';
import { Endpoint, answer, bodyOf } from './openapi/endpoint.decorator.js';
import { NEW_ORDER } from './openapi/examples.js';
import { CreatedOrderModel, NewOrderModel } from './openapi/order.models.js';
import { DURABLE } from './openapi/queries.js';
import { name, optional } from './openapi/schema.js';

/** Notes orders before they are sent. */
@CacheController(`${SCOPE_PATH}/orders`, 'Orders')
export class NewOrdersController {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  @Endpoint({
    id: 'createOrder',
    summary: 'Notes an order before it is sent',
    headers: { 'idempotency-key': optional(name('Leads to the order that it led to first.', 'entry-1')) },
    query: DURABLE,
    body: bodyOf(NewOrderModel, { limit: NEW_ORDER }),
    answers: {
      201: answer(CreatedOrderModel, 'The order.'),
      200: answer(CreatedOrderModel, 'The same id or key again: the first order.'),
    },
  })
  @Post()
  async create(
    @ScopeCache() cache: CacheService,
    @ValidBody(NewOrderDto) newOrder: NewOrderDto,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @ValidQuery(DurableQuery) durable: DurableQuery,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<Order & Survival> {
    const { order, created } = cache.orderInitialized(newOrder, { idempotencyKey });
    const survival = await whenDurable(cache, durable, [order]);
    this.adapterHost.httpAdapter.status(response, created ? HttpStatus.CREATED : HttpStatus.OK);
    return { ...order, ...survival };
  }
}
