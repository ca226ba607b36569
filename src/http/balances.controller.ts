import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import type { AppliedBalance, Balance } from '../balances/balance.js';
import { CacheService } from '../cache/cache.service.js';
import { BalancesDto } from './balances.dto.js';
import { BalancesQuery } from './balances.query.js';
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
  ): { results: readonly AppliedBalance[] } {
    return { results: balances.map((balance) => cache.applyBalance(balance)) };
  }
}
