import { Get, Param } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { Order } from '../orders/order.js';
import type { OrderPage } from '../orders/order-page.js';
import { CacheController } from './cache-controller.decorator.js';
import { nextCursor, pageAfter } from './cursor.js';
import { NotFoundError } from './http.errors.js';
import { OrderLocatorQuery } from './order-locator.query.js';
import { OrdersQuery } from './orders.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer } from './openapi/endpoint.decorator.js';
import { orderId as described, OrderModel, OrderPageModel, OrdersModel } from './openapi/order.models.js';
import { ORDER_LOCATOR, ORDERS } from './openapi/queries.js';

/** Orders as they are. */
@CacheController(`${SCOPE_PATH}/orders`, 'Orders')
export class OrdersController {
  @Endpoint({
    id: 'listOrders',
    summary: 'Lists orders',
    query: ORDERS,
    answers: { 200: answer(OrderPageModel, 'A page of orders.') },
  })
  @Get()
  async list(
    @ScopeCache() cache: CacheService,
    @ValidQuery(OrdersQuery) query: OrdersQuery,
  ): Promise<{ orders: readonly Order[]; nextCursor: string | null }> {
    const { orders, next } = await pageAfter('orders', query.cursor, (after) => pageOf(cache, query, after));
    return { orders, nextCursor: nextCursor('orders', next) };
  }

  @Endpoint({
    id: 'getOrder',
    summary: 'Finds an order by its id or client id, in memory or history',
    path: { orderId: described },
    query: ORDER_LOCATOR,
    answers: { 200: answer(OrderModel, 'The order.') },
    problems: [409],
  })
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
  @Endpoint({
    id: 'getOrderChain',
    summary: 'Answers an order, what it replaced and what replaced it',
    path: { orderId: described },
    query: ORDER_LOCATOR,
    answers: { 200: answer(OrdersModel, 'The orders, oldest first.') },
    problems: [409],
  })
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
