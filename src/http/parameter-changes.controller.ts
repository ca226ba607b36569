import { Delete, HttpCode, Param, Put } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import { CacheController } from './cache-controller.decorator.js';
import { DurableQuery } from './durable.query.js';
import { NotFoundError } from './http.errors.js';
import { JsonValue } from './json-value.decorator.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';
import { Endpoint, anyBody, emptyAnswer } from './openapi/endpoint.decorator.js';
import { LIMIT, parameterKey as described } from './openapi/examples.js';
import { DURABLE } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/params/:key`, "A strategy's own values")
export class ParameterChangesController {
  @Endpoint({
    id: 'setParameter',
    summary: 'Keeps a parameter: any JSON but null',
    path: { key: described },
    query: DURABLE,
    body: anyBody('Any JSON value but null.', { value: LIMIT }),
    answers: { 204: emptyAnswer('It is kept.') },
  })
  @Put()
  @HttpCode(204)
  async set(
    @ScopeCache() cache: CacheService,
    @Param('key', new PathTextPipe('key')) key: string,
    @JsonValue() value: unknown,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    cache.setParameter(key, value);
    await whenDurable(cache, durable);
  }

  @Endpoint({
    id: 'deleteParameter',
    summary: 'Deletes a parameter',
    path: { key: described },
    query: DURABLE,
    answers: { 204: emptyAnswer('It is deleted.') },
  })
  @Delete()
  @HttpCode(204)
  async delete(
    @ScopeCache() cache: CacheService,
    @Param('key', new PathTextPipe('key')) key: string,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    if (!cache.deleteParameter(key)) throw new NotFoundError(`A parameter ${JSON.stringify(key)}`);
    await whenDurable(cache, durable);
  }
}
