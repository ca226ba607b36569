import { Get, Header, Param } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import { CacheController } from './cache-controller.decorator.js';
import { NotFoundError } from './http.errors.js';
import { PathTextPipe } from './path-text.pipe.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { Endpoint, jsonAnswer } from './openapi/endpoint.decorator.js';
import { NOTES } from './openapi/examples.js';
import { symbol as described } from './openapi/order.models.js';

/** A strategy's own JSON by symbol. */
@CacheController(`${SCOPE_PATH}/metadata/:symbol`, "A strategy's own values")
export class MetadataController {
  /** Answers JSON text, because a value may be a bare string or number, which would be sent as plain text. */
  @Endpoint({
    id: 'getMetadata',
    summary: 'Answers the metadata of a symbol',
    path: { symbol: described },
    answers: { 200: jsonAnswer('The value.', NOTES) },
  })
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
}
