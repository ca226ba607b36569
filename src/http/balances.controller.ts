import { Controller, Get, Query } from '@nestjs/common';
import type { Balance } from '../balances/balance.js';
import { CacheService } from '../cache/cache.service.js';
import { BalancesQuery } from './balances.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidatedQueryPipe } from './validated.pipe.js';

@Controller(`${SCOPE_PATH}/balances`)
export class BalancesController {
  @Get()
  list(
    @ScopeCache() cache: CacheService,
    @Query(new ValidatedQueryPipe(BalancesQuery)) filter: BalancesQuery,
  ): { balances: readonly Balance[] } {
    return { balances: cache.balances(filter) };
  }
}
