import { Get } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { Integrity } from '../cache/integrity.js';
import { CacheController } from './cache-controller.decorator.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { Endpoint, answer } from './openapi/endpoint.decorator.js';
import { IntegrityModel } from './openapi/scope.models.js';

/** What is asked of a scope as a whole. */
@CacheController(SCOPE_PATH, 'Scopes')
export class ScopeController {
  @Endpoint({
    id: 'checkIntegrity',
    summary: 'Cross-checks indexes, records and positions',
    answers: { 200: answer(IntegrityModel, 'What was found.') },
  })
  @Get('integrity')
  integrity(@ScopeCache() cache: CacheService): Integrity {
    return cache.checkIntegrity();
  }
}
