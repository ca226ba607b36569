import { Controller, Get } from '@nestjs/common';
import { CacheManager } from '../cache/cache.manager.js';
import type { ScopeStatus } from '../cache/scope-status.js';
import { summarize } from './summary.js';
import type { Summary } from './summary.js';

/** What is asked of all scopes together. */
@Controller('v1')
export class ScopesController {
  constructor(private readonly manager: CacheManager) {}

  @Get('scopes')
  scopes(): { scopes: readonly ScopeStatus[] } {
    return { scopes: this.manager.list().map((cache) => cache.status()) };
  }

  @Get('summary')
  summary(): Summary {
    return summarize(this.manager.list(), Date.now());
  }
}
