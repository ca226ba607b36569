import { Get, Header, Param } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { Aged, MarketDataByKind, MarketDataKind } from '../market-data/market-data.js';
import { CacheController } from './cache-controller.decorator.js';
import { NotFoundError } from './http.errors.js';
import { MarketDataQuery } from './market-data.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';

@CacheController(`${SCOPE_PATH}/market-data/:symbol`)
export class MarketDataController {
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
