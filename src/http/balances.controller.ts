import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import type { AppliedBalance, Balance } from '../balances/balance.js';
import { CacheService } from '../cache/cache.service.js';
import { answerResults } from './answer-results.js';
import type { ResultsAnswer } from './answer-results.js';
import { BalancesDto } from './balances.dto.js';
import { BalancesQuery } from './balances.query.js';
import { DurableQuery } from './durable.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidatedPipe, ValidatedQueryPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/balances`)
export class BalancesController {
  @Get()
  list(
    @ScopeCache() cache: CacheService,
    @Query(new ValidatedQueryPipe(BalancesQuery)) filter: BalancesQuery,
  ): { balances: readonly Balance[] } {
    return { balances: cache.balances(filter) };
  }

  @Put()
  apply(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(BalancesDto)) { balances }: BalancesDto,
    @Query(new ValidatedQueryPipe(DurableQuery)) durable: DurableQuery,
  ): Promise<ResultsAnswer<AppliedBalance>> {
    const results = balances.map((balance) => cache.applyBalance(balance));
    return answerResults(cache, results, durable);
  }
}
