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
import { NOTES } from './openapi/examples.js';
import { symbol as described } from './openapi/order.models.js';
import { DURABLE } from './openapi/queries.js';

@CacheController(`${SCOPE_PATH}/metadata/:symbol`, "A strategy's own values")
export class MetadataChangesController {
  @Endpoint({
    id: 'setMetadata',
    summary: 'Keeps the metadata of a symbol: any JSON but null',
    path: { symbol: described },
    query: DURABLE,
    body: anyBody('Any JSON value but null.', { value: NOTES }),
    answers: { 204: emptyAnswer('It is kept.') },
  })
  @Put()
  @HttpCode(204)
  async set(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @JsonValue() value: unknown,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    cache.setMetadata(symbol, value);
    await whenDurable(cache, durable);
  }

  @Endpoint({
    id: 'deleteMetadata',
    summary: 'Deletes the metadata of a symbol',
    path: { symbol: described },
    query: DURABLE,
    answers: { 204: emptyAnswer('It is deleted.') },
  })
  @Delete()
  @HttpCode(204)
  async delete(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    if (!cache.deleteMetadata(symbol)) throw new NotFoundError(`Metadata of ${JSON.stringify(symbol)}`);
    await whenDurable(cache, durable);
  }
}
