import { Body, Controller, Delete, Get, Header, HttpCode, Param, Put } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { DurableQuery } from './durable.query.js';
import { NotFoundError } from './http.errors.js';
import { JsonBodyPipe } from './json-body.pipe.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';

/** A strategy's own JSON by symbol. */
@Controller(`${SCOPE_PATH}/metadata/:symbol`)
export class MetadataController {
  @Put()
  @HttpCode(204)
  async set(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
    @Body(JsonBodyPipe) value: unknown,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    cache.setMetadata(symbol, value);
    await whenDurable(cache, durable);
  }

  /** Answers JSON text, because a value may be a bare string or number, which would be sent as plain text. */
  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  get(
    @ScopeCache() cache: CacheService,
    @Param('symbol', new PathTextPipe('symbol')) symbol: string,
  ): string {
    const value = cache.metadata(symbol);
    if (value === null) throw new NotFoundError(`Metadata of ${JSON.stringify(symbol)}`);
    return JSON.stringify(value);
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
