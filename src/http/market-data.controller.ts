import { Get, Header, Param } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { Aged, MarketDataByKind, MarketDataKind } from '../market-data/market-data.js';
import { CacheController } from './cache-controller.decorator.js';
import { NotFoundError } from './http.errors.js';
import { MarketDataQuery } from './market-data.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer, jsonAnswer } from './openapi/endpoint.decorator.js';
import { TREND } from './openapi/examples.js';
import { marketDataKind, MarketValueModel } from './openapi/market-data.models.js';
import { symbol as described } from './openapi/order.models.js';
import { MARKET_DATA } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/market-data/:symbol`, 'Market data')
export class MarketDataController {
  /** Answers JSON text, because a value may be a bare string or number, which would be sent as plain text. */
  @Endpoint({
    id: 'getMarketData',
    summary: 'Answers the JSON that is kept of a symbol',
    path: { symbol: described },
    answers: { 200: jsonAnswer('The value.', TREND) },
  })
  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  get(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
  ): string {
    const datum = cache.marketData(symbol);
    if (datum === null) throw new NotFoundError(`Market data of ${JSON.stringify(symbol)}`);
    return JSON.stringify(datum.value);
  }

  @Endpoint({
    id: 'getTypedMarketData',
    summary: 'Answers a typed value, and its age',
    path: { symbol: described, kind: marketDataKind },
    query: MARKET_DATA,
    answers: { 200: answer(MarketValueModel, 'The value.') },
  })
  @Get(':kind')
  getTyped<Kind extends MarketDataKind>(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Param('kind') kind: Kind,
    @ValidQuery(MarketDataQuery) { interval }: MarketDataQuery,
  ): Aged<MarketDataByKind[Kind]> {
    const datum = cache.market(kind, symbol, interval);
    if (datum === null) throw new NotFoundError(`A ${kind} of ${JSON.stringify(symbol)}`);
    return datum;
  }
}
