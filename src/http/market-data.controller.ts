import { Body, Controller, Get, Header, HttpCode, Param, Put, Query } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import type { Aged, MarketDataByKind, MarketDataKind } from '../market-data/market-data.js';
import { NotFoundError } from './http.errors.js';
import { JsonBodyPipe } from './json-body.pipe.js';
import { MarketDataQuery } from './market-data.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidatedQueryPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/market-data/:symbol`)
export class MarketDataController {
  @Put()
  @HttpCode(204)
  set(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Body(JsonBodyPipe) value: unknown,
  ): void {
    cache.setMarketData(symbol, value);
  }

  /** Answers JSON text, because a value may be a bare string or number, which would be sent as plain text. */
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

  @Put(':kind')
  @HttpCode(204)
  setTyped<Kind extends MarketDataKind>(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Param('kind') kind: Kind,
    @Body(JsonBodyPipe) value: MarketDataByKind[Kind],
    @Query(new ValidatedQueryPipe(MarketDataQuery)) { interval }: MarketDataQuery,
  ): void {
    cache.setMarket(kind, symbol, value, interval);
  }

  @Get(':kind')
  getTyped<Kind extends MarketDataKind>(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Param('kind') kind: Kind,
    @Query(new ValidatedQueryPipe(MarketDataQuery)) { interval }: MarketDataQuery,
  ): Aged<MarketDataByKind[Kind]> {
    const datum = cache.market(kind, symbol, interval);
    if (datum === null) throw new NotFoundError(`A ${kind} of ${JSON.stringify(symbol)}`);
    return datum;
  }
}
