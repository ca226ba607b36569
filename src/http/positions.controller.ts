import { Controller, Get, Param, Query } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import type { Position } from '../positions/position.js';
import { NotFoundError } from './http.errors.js';
import { PathTextPipe } from './path-text.pipe.js';
import { PositionLocatorQuery, PositionsQuery } from './positions.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidatedQueryPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/positions`)
export class PositionsController {
  @Get()
  list(
    @ScopeCache() cache: CacheService,
    @Query(new ValidatedQueryPipe(PositionsQuery)) { state, ...filter }: PositionsQuery,
  ): { positions: readonly Position[] } {
    if (state === 'open') return { positions: cache.positionsOpen(filter) };
    const positions = cache.positions(filter);
    return { positions: state === 'all' ? positions : positions.filter(({ side }) => side === 'FLAT') };
  }

  @Get(':symbol')
  find(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Query(new ValidatedQueryPipe(PositionLocatorQuery)) place: PositionLocatorQuery,
  ): Position {
    const position = cache.position(symbol, place);
    if (position === null) throw new NotFoundError(`A position in ${JSON.stringify(symbol)}`);
    return position;
  }
}
