import { HttpCode, Param, Put } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { MarketDataByKind, MarketDataKind } from '../market-data/market-data.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { JsonValue } from './json-value.decorator.js';
import { MarketDataChangeQuery } from './market-data-change.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';
import { Endpoint, anyBody, bodyLike, emptyAnswer } from './openapi/endpoint.decorator.js';
import { CANDLE, TREND } from './openapi/examples.js';
import { MARKET_VALUE, marketDataKind } from './openapi/market-data.models.js';
import { symbol as described } from './openapi/order.models.js';
import { DURABLE, MARKET_DATA_CHANGE } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/market-data/:symbol`, 'Market data')
export class MarketDataChangesController {
  @Endpoint({
    id: 'setMarketData',
    summary: 'Keeps any JSON of a symbol',
    path: { symbol: described },
    query: DURABLE,
    body: anyBody('Any JSON value.', { trend: TREND }),
    answers: { 204: emptyAnswer('It is kept.') },
  })
  @Put()
  @HttpCode(204)
  async set(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @JsonValue() value: unknown,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    cache.setMarketData(symbol, value);
    await whenDurable(cache, durable);
  }

  @Endpoint({
    id: 'setTypedMarketData',
    summary: 'Keeps a typed value',
    path: { symbol: described, kind: marketDataKind },
    query: MARKET_DATA_CHANGE,
    body: bodyLike(MARKET_VALUE, { candle: CANDLE }),
    answers: { 204: emptyAnswer('It is kept.') },
  })
  @Put(':kind')
  @HttpCode(204)
  async setTyped<Kind extends MarketDataKind>(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Param('kind') kind: Kind,
    @JsonValue() value: MarketDataByKind[Kind],
    @ValidQuery(MarketDataChangeQuery) { interval, durable }: MarketDataChangeQuery,
  ): Promise<void> {
    cache.setMarket(kind, symbol, value, interval);
    await whenDurable(cache, { durable });
  }
}
