import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import { scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import { TradingCacheHttpOptions } from './http-options.js';

/** The scopes that a request may see. */
@Injectable()
export class VisibleScopes {
  constructor(
    private readonly manager: CacheManager,
    private readonly options: TradingCacheHttpOptions,
  ) {}

  /** The scope of a strategy and user, or null where there is none to be seen. */
  async find(id: ScopeId, context: ExecutionContext): Promise<CacheService | null> {
    const cache = this.manager.find(id);
    return cache !== null && (await this.isVisible(cache, context)) ? cache : null;
  }

  async list(context: ExecutionContext): Promise<readonly CacheService[]> {
    const caches = this.manager.list();
    const visible = await Promise.all(caches.map((cache) => this.isVisible(cache, context)));
    return caches.filter((_, at) => visible[at]);
  }

  private async isVisible(cache: CacheService, context: ExecutionContext): Promise<boolean> {
    const { scopes } = this.options;
    if (scopes === null) return true;
    if (typeof scopes === 'function') return scopes({ name: cache.name, ...cache.scope }, context);
    return scopes.some((scope) =>
      typeof scope === 'string' ? scope === cache.name : scopeName(scope) === scopeName(cache.scope),
    );
  }
}
