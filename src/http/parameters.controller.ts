import { Get, Header, Param } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import { CacheController } from './cache-controller.decorator.js';
import { NotFoundError } from './http.errors.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { Endpoint, jsonAnswer } from './openapi/endpoint.decorator.js';
import { LIMIT, parameterKey as described } from './openapi/examples.js';

/** A strategy's own JSON by key. */
@CacheController(`${SCOPE_PATH}/params/:key`, "A strategy's own values")
export class ParametersController {
  /** Answers JSON text, because a value may be a bare string or number, which would be sent as plain text. */
  @Endpoint({
    id: 'getParameter',
    summary: 'Answers a parameter',
    path: { key: described },
    answers: { 200: jsonAnswer('The value.', LIMIT) },
  })
  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  get(@ScopeCache() cache: CacheService, @Param('key', new PathTextPipe('key')) key: string): string {
    const value = cache.parameter(key);
    if (value === null) throw new NotFoundError(`A parameter ${JSON.stringify(key)}`);
    return JSON.stringify(value);
  }
}
