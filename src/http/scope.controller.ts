import { Get } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { Integrity } from '../cache/integrity.js';
import { CacheController } from './cache-controller.decorator.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';

/** What is asked of a scope as a whole. */
@CacheController(SCOPE_PATH)
export class ScopeController {
  @Get('integrity')
  integrity(@ScopeCache() cache: CacheService): Integrity {
    return cache.checkIntegrity();
  }
}
