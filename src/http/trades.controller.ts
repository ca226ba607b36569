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

@CacheController(`${SCOPE_PATH}/trades`)
export class TradesController {
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
