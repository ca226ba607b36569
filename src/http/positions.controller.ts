import { Get, Param } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { Explanation } from '../ledger/ledger-entry.js';
import type { Position } from '../positions/position.js';
import { CacheController } from './cache-controller.decorator.js';
import { nextCursor, pageAfter } from './cursor.js';
import { NotFoundError } from './http.errors.js';
import { PathTextPipe } from './path-text.pipe.js';
import { LedgerQuery, PositionAtQuery, PositionsQuery } from './positions.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer } from './openapi/endpoint.decorator.js';
import { symbol as described } from './openapi/order.models.js';
import { LedgerPageModel, PositionModel, PositionsModel } from './openapi/position.models.js';
import { LEDGER, POSITION_AT, POSITIONS } from './openapi/queries.js';

type LedgerPage = Omit<Explanation, 'next'> & { readonly nextCursor: string | null };

@CacheController(`${SCOPE_PATH}/positions`, 'Positions')
export class PositionsController {
  @Endpoint({
    id: 'listPositions',
    summary: 'Lists positions',
    query: POSITIONS,
    answers: { 200: answer(PositionsModel, 'The positions.') },
  })
  @Get()
  list(
    @ScopeCache() cache: CacheService,
    @ValidQuery(PositionsQuery) { state, ...filter }: PositionsQuery,
  ): { positions: readonly Position[] } {
    if (state === 'open') return { positions: cache.positionsOpen(filter) };
    const positions = cache.positions(filter);
    return { positions: state === 'all' ? positions : positions.filter(({ side }) => side === 'FLAT') };
  }

  @Endpoint({
    id: 'getPosition',
    summary: 'Answers a position, as it is or as of an exchange time',
    path: { symbol: described },
    query: POSITION_AT,
    answers: { 200: answer(PositionModel, 'The position.') },
    problems: [409, 410],
  })
  @Get(':symbol')
  async find(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @ValidQuery(PositionAtQuery) { at, ...place }: PositionAtQuery,
  ): Promise<Position> {
    const position =
      at === undefined ? cache.position(symbol, place) : await cache.positionAt(symbol, Number(at), place);
    if (position === null) throw positionNotFound(symbol);
    return position;
  }

  /** Why the position is what it is. */
  @Endpoint({
    id: 'getPositionLedger',
    summary: 'Answers why a position is what it is',
    path: { symbol: described },
    query: LEDGER,
    answers: { 200: answer(LedgerPageModel, 'A page of its ledger, newest first.') },
    problems: [409],
  })
  @Get(':symbol/ledger')
  async ledger(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @ValidQuery(LedgerQuery) { limit, cursor, ...place }: LedgerQuery,
  ): Promise<LedgerPage> {
    const explanation = await pageAfter('ledger', cursor, (after) =>
      cache.explain(symbol, place, { after, limit: Number(limit) }),
    );
    if (explanation === null) throw positionNotFound(symbol);
    const { position, base, entries, next } = explanation;
    return { position, base, entries, nextCursor: nextCursor('ledger', next) };
  }
}

function positionNotFound(symbol: string): NotFoundError {
  return new NotFoundError(`A position in ${JSON.stringify(symbol)}`);
}
