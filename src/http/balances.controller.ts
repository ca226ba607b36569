import { Get } from '@nestjs/common';
import type { Balance } from '../balances/balance.js';
import type { CacheService } from '../cache/cache.service.js';
import { BalancesQuery } from './balances.query.js';
import { CacheController } from './cache-controller.decorator.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';

@CacheController(`${SCOPE_PATH}/balances`)
export class BalancesController {
  @Get()
  list(
    @ScopeCache() cache: CacheService,
    @ValidQuery(BalancesQuery) filter: BalancesQuery,
  ): { balances: readonly Balance[] } {
    return { balances: cache.balances(filter) };
  }
}
