import { Get } from '@nestjs/common';
import type { Balance } from '../balances/balance.js';
import type { CacheService } from '../cache/cache.service.js';
import { BalancesQuery } from './balances.query.js';
import { CacheController } from './cache-controller.decorator.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer } from './openapi/endpoint.decorator.js';
import { BalanceListModel } from './openapi/change.models.js';
import { BALANCES } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/balances`, 'Balances')
export class BalancesController {
  @Endpoint({
    id: 'listBalances',
    summary: 'Lists the latest balances',
    query: BALANCES,
    answers: { 200: answer(BalanceListModel, 'The balances.') },
  })
  @Get()
  list(
    @ScopeCache() cache: CacheService,
    @ValidQuery(BalancesQuery) filter: BalancesQuery,
  ): { balances: readonly Balance[] } {
    return { balances: cache.balances(filter) };
  }
}
