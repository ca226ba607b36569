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

@CacheController(`${SCOPE_PATH}/metadata/:symbol`)
export class MetadataChangesController {
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
