import { Get } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { ScopeStatus } from '../cache/scope-status.js';
import { CacheController } from './cache-controller.decorator.js';
import { VisibleCaches } from './scope-cache.decorator.js';
import { summarize } from './summary.js';
import type { Summary } from './summary.js';

/** What is asked of all scopes together. */
@CacheController('v1')
export class ScopesController {
  @Get('scopes')
  scopes(@VisibleCaches() caches: readonly CacheService[]): { scopes: readonly ScopeStatus[] } {
    return { scopes: caches.map((cache) => cache.status()) };
  }

  @Get('summary')
  summary(@VisibleCaches() caches: readonly CacheService[]): Summary {
    return summarize(caches, Date.now());
  }
}
