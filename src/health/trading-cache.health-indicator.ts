import { Injectable } from '@nestjs/common';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import type { ScopeStatus } from '../cache/scope-status.js';
import { scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';

/** `up`; `degraded` while memory serves and the store is away, or a limit is reached; `down` while a scope does not serve. */
export type CacheHealthStatus = 'up' | 'degraded' | 'down';

/** How one scope is. */
export type ScopeHealth = { readonly status: CacheHealthStatus } & Pick<
  ScopeStatus,
  'state' | 'store' | 'dirty' | 'syncLagMs' | 'full'
>;

/** How all scopes are: as the worst of them is. */
export interface ScopesHealth {
  readonly status: CacheHealthStatus;
  readonly scopes: readonly ({ readonly scope: string } & ScopeHealth)[];
}

/** A result as @nestjs/terminus takes it from an indicator. */
export type CacheHealthResult<Key extends string, Health> = Record<Key, Health>;

const FROM_WORST: readonly CacheHealthStatus[] = ['down', 'degraded', 'up'];

/** Tells the @nestjs/terminus of a host whether scopes can be used. It needs nothing of that package itself. */
@Injectable()
export class TradingCacheHealthIndicator {
  constructor(private readonly manager: CacheManager) {}

  /**
   * How all scopes are. A check with a degraded result succeeds (200), one that is down fails (503).
   *
   * @param key the name of the result.
   */
  isHealthy<Key extends string>(key: Key): CacheHealthResult<Key, ScopesHealth>;
  /**
   * How one scope is.
   *
   * @param key the name of the result.
   * @param scope the name or the id of a scope. One that is not open is down.
   */
  isHealthy<Key extends string>(key: Key, scope: string | ScopeId): CacheHealthResult<Key, ScopeHealth>;
  isHealthy(key: string, scope?: string | ScopeId): CacheHealthResult<string, ScopesHealth | ScopeHealth> {
    return { [key]: scope === undefined ? this.all() : healthOf(this.find(scope)) };
  }

  private all(): ScopesHealth {
    const scopes = this.manager
      .list()
      .map((cache) => ({ scope: scopeName(cache.scope), ...healthOf(cache) }));
    const status = FROM_WORST.find((each) => scopes.some((scope) => scope.status === each)) ?? 'up';
    return { status, scopes };
  }

  private find(scope: string | ScopeId): CacheService | null {
    if (typeof scope !== 'string') return this.manager.find(scope);
    return this.manager.list().find(({ name }) => name === scope) ?? null;
  }
}

function healthOf(cache: CacheService | null): ScopeHealth {
  if (cache === null)
    return { status: 'down', state: 'closed', store: 'up', dirty: 0, syncLagMs: 0, full: [] };
  const { state, store, dirty, syncLagMs, full } = cache.status();
  return { status: statusOf(state, store, full), state, store, dirty, syncLagMs, full };
}

function statusOf(
  state: ScopeStatus['state'],
  store: ScopeStatus['store'],
  full: ScopeStatus['full'],
): CacheHealthStatus {
  if (state !== 'serving') return 'down';
  return store === 'up' && full.length === 0 ? 'up' : 'degraded';
}
