import { Body, Controller, Get, Header, HttpCode, Param, Put } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import type { Aged, MarketDataByKind, MarketDataKind } from '../market-data/market-data.js';
import { DurableQuery } from './durable.query.js';
import { NotFoundError } from './http.errors.js';
import { JsonBodyPipe } from './json-body.pipe.js';
import { MarketDataChangeQuery } from './market-data-change.query.js';
import { MarketDataQuery } from './market-data.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';

@Controller(`${SCOPE_PATH}/market-data/:symbol`)
export class MarketDataController {
  @Put()
  @HttpCode(204)
  async set(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Body(JsonBodyPipe) value: unknown,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    cache.setMarketData(symbol, value);
    await whenDurable(cache, durable);
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
  async setTyped<Kind extends MarketDataKind>(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Param('kind') kind: Kind,
    @Body(JsonBodyPipe) value: MarketDataByKind[Kind],
    @ValidQuery(MarketDataChangeQuery) { interval, durable }: MarketDataChangeQuery,
  ): Promise<void> {
    cache.setMarket(kind, symbol, value, interval);
    await whenDurable(cache, { durable });
  }

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
