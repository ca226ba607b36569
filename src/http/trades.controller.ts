import { HttpCode, Param, Post } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { AppliedUpdate } from '../positions/applied-update.js';
import { answerResults } from './answer-results.js';
import type { ResultsAnswer } from './answer-results.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { BustDto, TradesDto } from './trades.dto.js';
import { ValidBody } from './valid-body.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer, bodyOf } from './openapi/endpoint.decorator.js';
import { BustModel, TradesModel } from './openapi/change.models.js';
import { BUST, TRADES } from './openapi/examples.js';
import { AppliedUpdatesModel } from './openapi/order.models.js';
import { DURABLE } from './openapi/queries.js';
import { name } from './openapi/schema.js';

@CacheController(`${SCOPE_PATH}/trades`, 'Trades and adjustments')
export class TradesController {
  @Endpoint({
    id: 'applyTrades',
    summary: 'Applies single fills',
    query: DURABLE,
    body: bodyOf(TradesModel, { sale: TRADES }),
    answers: { 200: answer(AppliedUpdatesModel, 'One result for each trade.') },
  })
  @Post()
  @HttpCode(200)
  apply(
    @ScopeCache() cache: CacheService,
    @ValidBody(TradesDto) { trades }: TradesDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<ResultsAnswer<AppliedUpdate>> {
    const results = trades.map((trade) => cache.applyTrade(trade));
    return answerResults(cache, results, durable);
  }

  @Endpoint({
    id: 'bustTrade',
    summary: 'Takes a trade back that the exchange busted',
    path: { tradeId: name("The exchange's id of the trade.", '32') },
    query: DURABLE,
    body: bodyOf(BustModel, { sale: BUST }),
    answers: { 200: answer(AppliedUpdatesModel, 'One result.') },
  })
  @Post(':tradeId/bust')
  @HttpCode(200)
  bust(
    @ScopeCache() cache: CacheService,
    @Param('tradeId', new PathTextPipe('tradeId')) tradeId: string,
    @ValidBody(BustDto) { ...place }: BustDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<ResultsAnswer<AppliedUpdate>> {
    return answerResults(cache, [cache.bustTrade({ ...place, tradeId })], durable);
  }
}
