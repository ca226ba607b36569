import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Put,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CacheService } from '../cache/cache.service.js';
import type { Order } from '../orders/order.js';
import type { OrderPage } from '../orders/order-page.js';
import { CancelIntentQuery } from './cancel-intent.query.js';
import { nextCursor, pageAfter } from './cursor.js';
import { DurableQuery } from './durable.query.js';
import { NotFoundError } from './http.errors.js';
import { NewOrderDto } from './new-order.dto.js';
import { OrderLocatorQuery } from './order-locator.query.js';
import { OrdersQuery } from './orders.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { ValidatedPipe } from './validated.pipe.js';
import { whenDurable } from './when-durable.js';
import type { Survival } from './when-durable.js';

@Controller(`${SCOPE_PATH}/orders`)
export class OrdersController {
  @Post()
  async create(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(NewOrderDto)) newOrder: NewOrderDto,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @ValidQuery(DurableQuery) durable: DurableQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Order & Survival> {
    const { order, created } = cache.orderInitialized(newOrder, { idempotencyKey });
    const survival = await whenDurable(cache, durable, [order]);
    void reply.code(created ? HttpStatus.CREATED : HttpStatus.OK);
    return { ...order, ...survival };
  }

  @Get()
  async list(
    @ScopeCache() cache: CacheService,
    @ValidQuery(OrdersQuery) query: OrdersQuery,
  ): Promise<{ orders: readonly Order[]; nextCursor: string | null }> {
    const { orders, next } = await pageAfter('orders', query.cursor, (after) => pageOf(cache, query, after));
    return { orders, nextCursor: nextCursor('orders', next) };
  }

  @Get(':orderId')
  async find(
    @ScopeCache() cache: CacheService,
    @Param('orderId', new PathTextPipe('orderId')) orderId: string,
    @ValidQuery(OrderLocatorQuery) place: OrderLocatorQuery,
  ): Promise<Order> {
    const order = await cache.getOrder(orderId, place);
    if (order === null) throw new NotFoundError(`Order ${JSON.stringify(orderId)}`);
    return order;
  }

  /** The order, what it replaced and what replaced it, oldest first. */
  @Get(':orderId/chain')
  async chain(
    @ScopeCache() cache: CacheService,
    @Param('orderId', new PathTextPipe('orderId')) orderId: string,
    @ValidQuery(OrderLocatorQuery) place: OrderLocatorQuery,
  ): Promise<{ orders: readonly Order[] }> {
    const orders = await cache.chain(orderId, place);
    if (orders.length === 0) throw new NotFoundError(`Order ${JSON.stringify(orderId)}`);
    return { orders };
  }

  @Put(':orderId/cancel-intent')
  @HttpCode(204)
  async markCancelIntent(
    @ScopeCache() cache: CacheService,
    @Param('orderId', new PathTextPipe('orderId')) orderId: string,
    @ValidQuery(CancelIntentQuery) { durable, ...place }: CancelIntentQuery,
  ): Promise<void> {
    assertOpen(orderId, cache.markCancelIntent(orderId, place));
    await whenDurable(cache, { durable });
  }

  @Delete(':orderId/cancel-intent')
  @HttpCode(204)
  async clearCancelIntent(
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

function pageOf(cache: CacheService, query: OrdersQuery, after: string): OrderPage | Promise<OrderPage> {
  const { symbol, exchange, state, source } = query;
  const limit = Number(query.limit);
  const includeCanceling = query.includeCanceling === 'true';
  const filter = {
    ...(exchange !== undefined && { exchange }),
    ...(symbol !== undefined && { symbol }),
    includeCanceling,
  };
  return source === 'memory'
    ? cache.orderService.ordersPage(filter, state, after, limit)
    : cache.orderService.ordersPageWithHistory(filter, state, after, limit);
}
