import { HttpCode, Param, Post } from '@nestjs/common';
import { applyMapped } from '../cache/apply-mapped.js';
import type { CacheService } from '../cache/cache.service.js';
import { answerResults } from './answer-results.js';
import type { ResultsAnswer } from './answer-results.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { InvalidRequestError } from './http.errors.js';
import { MAX_ITEMS } from './is-batch.decorator.js';
import { JsonValue } from './json-value.decorator.js';
import { MapperPipe } from './mapper.pipe.js';
import type { Mapper } from './mapper.pipe.js';
import { rowResults } from './row-result.js';
import type { RowResult } from './row-result.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { Endpoint, answer, anyBody } from './openapi/endpoint.decorator.js';
import { MESSAGE } from './openapi/examples.js';
import { DURABLE } from './openapi/queries.js';
import { RowResultsModel } from './openapi/reconciliation.models.js';
import { choice } from './openapi/schema.js';

/** Messages of exchanges as they came. */
@CacheController(`${SCOPE_PATH}/messages`, 'Messages of exchanges')
export class MessagesController {
  @Endpoint({
    id: 'applyMessages',
    summary: "Applies an exchange's own message, or a list of them",
    path: { exchange: choice(['binance', 'bybit', 'okx'], 'Whose message it is.', 'okx') },
    query: DURABLE,
    body: anyBody('The message as it came, with all digits of its numbers.', { orders: MESSAGE }),
    answers: { 200: answer(RowResultsModel, 'One result for each row.') },
  })
  @Post(':exchange')
  @HttpCode(200)
  apply(
    @ScopeCache() cache: CacheService,
    @Param('exchange', MapperPipe) map: Mapper,
    @JsonValue('exact') body: unknown,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<ResultsAnswer<RowResult>> {
    const results = messagesOf(body).flatMap((message, index) =>
      applyMapped(cache, map(message)).flatMap((part) => rowResults(index, part)),
    );
    return answerResults(cache, results, durable);
  }
}

/** @throws {InvalidRequestError} if it is a list of no messages, or of too many. */
function messagesOf(body: unknown): readonly unknown[] {
  if (!Array.isArray(body)) return [body];
  if (body.length > 0 && body.length <= MAX_ITEMS) return body;
  throw new InvalidRequestError([
    { field: 'body', reason: `must be a message, or a list of 1 to ${MAX_ITEMS} messages` },
  ]);
}
