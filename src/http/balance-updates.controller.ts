import { Put } from '@nestjs/common';
import type { AppliedBalance } from '../balances/balance.js';
import type { CacheService } from '../cache/cache.service.js';
import { answerResults } from './answer-results.js';
import type { ResultsAnswer } from './answer-results.js';
import { BalancesDto } from './balances.dto.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidBody } from './valid-body.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer, bodyOf } from './openapi/endpoint.decorator.js';
import { AppliedBalancesModel, BalanceUpdatesModel } from './openapi/change.models.js';
import { BALANCE_UPDATES } from './openapi/examples.js';
import { DURABLE } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/balances`, 'Balances')
export class BalanceUpdatesController {
  @Endpoint({
    id: 'applyBalances',
    summary: 'Takes the latest balances',
    query: DURABLE,
    body: bodyOf(BalanceUpdatesModel, { account: BALANCE_UPDATES }),
    answers: { 200: answer(AppliedBalancesModel, 'One result for each balance.') },
  })
  @Put()
  apply(
    @ScopeCache() cache: CacheService,
    @ValidBody(BalancesDto) { balances }: BalancesDto,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<ResultsAnswer<AppliedBalance>> {
    const results = balances.map((balance) => cache.applyBalance(balance));
    return answerResults(cache, results, durable);
  }
}
