import { Body, Controller, Get, Put } from '@nestjs/common';
import type { AppliedBalance, Balance } from '../balances/balance.js';
import { CacheService } from '../cache/cache.service.js';
import { answerResults } from './answer-results.js';
import type { ResultsAnswer } from './answer-results.js';
import { BalancesDto } from './balances.dto.js';
import { BalancesQuery } from './balances.query.js';
import { DurableQuery } from './durable.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { ValidatedPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/balances`)
export class BalancesController {
  @Get()
  list(
    @ScopeCache() cache: CacheService,
    @ValidQuery(BalancesQuery) filter: BalancesQuery,
  ): { balances: readonly Balance[] } {
    return { balances: cache.balances(filter) };
  }

  @Put()
  apply(
    @ScopeCache() cache: CacheService,
    @Body(new ValidatedPipe(BalancesDto)) { balances }: BalancesDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<ResultsAnswer<AppliedBalance>> {
    const results = balances.map((balance) => cache.applyBalance(balance));
    return answerResults(cache, results, durable);
  }
}
