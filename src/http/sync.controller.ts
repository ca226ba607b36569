import { HttpCode, Post } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import type { Flushed } from '../cache/writer.js';
import { CacheController } from './cache-controller.decorator.js';
import { SCOPE_PATH, ScopeCache } from './scope-cache.decorator.js';
import { STORE_TIMEOUT_MS } from './store-timeout.js';
import { Endpoint, answer } from './openapi/endpoint.decorator.js';
import { SyncModel } from './openapi/scope.models.js';

@CacheController(`${SCOPE_PATH}/sync`, 'Scopes')
export class SyncController {
  @Endpoint({
    id: 'sync',
    summary: 'Writes everything',
    answers: { 200: answer(SyncModel, 'Everything is written.') },
  })
  @Post()
  @HttpCode(200)
  async sync(@ScopeCache() cache: CacheService): Promise<Flushed & { readonly durationMs: number }> {
    const began = performance.now();
    const { sequence, survives } = await cache.flush({ timeoutMs: STORE_TIMEOUT_MS });
    return { sequence, durationMs: Math.round(performance.now() - began), survives };
  }
}
