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

/** Messages of exchanges as they came. */
@CacheController(`${SCOPE_PATH}/messages`)
export class MessagesController {
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
