import { Body, Controller, Delete, Get, Header, HttpCode, Param, Put } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { DurableQuery } from './durable.query.js';
import { NotFoundError } from './http.errors.js';
import { JsonBodyPipe } from './json-body.pipe.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { ValidQuery } from './valid-query.decorator.js';
import { whenDurable } from './when-durable.js';

/** A strategy's own JSON by key. */
@Controller(`${SCOPE_PATH}/params/:key`)
export class ParametersController {
  @Put()
  @HttpCode(204)
  async set(
    @ScopeCache() cache: CacheService,
    @Param('key', new PathTextPipe('key')) key: string,
    @Body(JsonBodyPipe) value: unknown,
    @ValidQuery(DurableQuery) durable: DurableQuery,
  ): Promise<void> {
    cache.setParameter(key, value);
    await whenDurable(cache, durable);
  }

  /** Answers JSON text, because a value may be a bare string or number, which would be sent as plain text. */
  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  get(@ScopeCache() cache: CacheService, @Param('key', new PathTextPipe('key')) key: string): string {
    const value = cache.parameter(key);
    if (value === null) throw new NotFoundError(`A parameter ${JSON.stringify(key)}`);
    return JSON.stringify(value);
  }

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
