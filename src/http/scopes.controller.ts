import { Get } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { ScopeStatus } from '../cache/scope-status.js';
import { CacheController } from './cache-controller.decorator.js';
import { VisibleCaches } from './scope-cache.decorator.js';
import { summarize } from './summary.js';
import type { Summary } from './summary.js';
import { Endpoint, answer } from './openapi/endpoint.decorator.js';
import { ScopesModel, SummaryModel } from './openapi/scope.models.js';

/** What is asked of all scopes together. */
@CacheController('v1', 'Scopes')
export class ScopesController {
  @Endpoint({
    id: 'listScopes',
    summary: 'Answers how the scopes are',
    scoped: false,
    answers: { 200: answer(ScopesModel, 'The scopes.') },
  })
  @Get('scopes')
  scopes(@VisibleCaches() caches: readonly CacheService[]): { scopes: readonly ScopeStatus[] } {
    return { scopes: caches.map((cache) => cache.status()) };
  }

  @Endpoint({
    id: 'getSummary',
    summary: 'Answers what the scopes hold together',
    scoped: false,
    answers: { 200: answer(SummaryModel, 'All scopes at a glance.') },
  })
  @Get('summary')
  summary(@VisibleCaches() caches: readonly CacheService[]): Summary {
    return summarize(caches, Date.now());
  }
}
