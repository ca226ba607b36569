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
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CacheService } from '../cache/cache.service.js';
import type { Order } from '../orders/order.js';
import type { OrderPage } from '../orders/order-page.js';
import { nextCursor, placeOf } from './cursor.js';
import { NotFoundError } from './http.errors.js';
import { NewOrderDto } from './new-order.dto.js';
import { OrderLocatorQuery } from './order-locator.query.js';
import { OrdersQuery } from './orders.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidatedPipe, ValidatedQueryPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/orders`)
export class OrdersController {
  @Post()
  create(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(NewOrderDto)) newOrder: NewOrderDto,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Order {
    const { order, created } = cache.orderInitialized(newOrder, { idempotencyKey });
    void reply.code(created ? HttpStatus.CREATED : HttpStatus.OK);
    return order;
  }

  @Get()
  async list(
    @ScopeCache() cache: CacheService,
    @Query(new ValidatedQueryPipe(OrdersQuery)) query: OrdersQuery,
  ): Promise<{ orders: readonly Order[]; nextCursor: string | null }> {
    const { orders, next } = await pageOf(cache, query);
    return { orders, nextCursor: nextCursor(next) };
  }

  @Get(':orderId')
  async find(
    @ScopeCache() cache: CacheService,
    @Param('orderId', new PathTextPipe('orderId')) orderId: string,
    @Query(new ValidatedQueryPipe(OrderLocatorQuery)) place: OrderLocatorQuery,
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
    @Query(new ValidatedQueryPipe(OrderLocatorQuery)) place: OrderLocatorQuery,
  ): Promise<{ orders: readonly Order[] }> {
    const orders = await cache.chain(orderId, place);
    if (orders.length === 0) throw new NotFoundError(`Order ${JSON.stringify(orderId)}`);
    return { orders };
  }

  @Put(':orderId/cancel-intent')
  @HttpCode(204)
  markCancelIntent(
    @ScopeCache() cache: CacheService,
    @Param('orderId', new PathTextPipe('orderId')) orderId: string,
    @Query(new ValidatedQueryPipe(OrderLocatorQuery)) place: OrderLocatorQuery,
  ): void {
    assertOpen(orderId, cache.markCancelIntent(orderId, place));
  }

  @Delete(':orderId/cancel-intent')
  @HttpCode(204)
  clearCancelIntent(
    @ScopeCache() cache: CacheService,
    @Param('orderId', new PathTextPipe('orderId')) orderId: string,
    @Query(new ValidatedQueryPipe(OrderLocatorQuery)) place: OrderLocatorQuery,
  ): void {
    assertOpen(orderId, cache.clearCancelIntent(orderId, place));
  }
}

/** @throws {NotFoundError} if the cache found no open order with the id. */
function assertOpen(orderId: string, isOpen: boolean): void {
  if (!isOpen) throw new NotFoundError(`An open order ${JSON.stringify(orderId)}`);
}

async function pageOf(cache: CacheService, query: OrdersQuery): Promise<OrderPage> {
  const { symbol, exchange, state, source, cursor } = query;
  const after = placeOf(cursor);
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
