import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import type { Integrity } from '../cache/integrity.js';
import type { Flushed } from '../cache/writer.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { STORE_TIMEOUT_MS } from './store-timeout.js';

/** What is asked of a scope as a whole. */
@Controller(SCOPE_PATH)
export class ScopeController {
  @Post('sync')
  @HttpCode(200)
  async sync(@ScopeCache() cache: CacheService): Promise<Flushed & { readonly durationMs: number }> {
    const began = performance.now();
    const { sequence, survives } = await cache.flush({ timeoutMs: STORE_TIMEOUT_MS });
    return { sequence, durationMs: Math.round(performance.now() - began), survives };
  }

  @Get('integrity')
  integrity(@ScopeCache() cache: CacheService): Integrity {
    return cache.checkIntegrity();
  }
}
