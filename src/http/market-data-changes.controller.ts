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

@CacheController(`${SCOPE_PATH}/market-data/:symbol`)
export class MarketDataChangesController {
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
