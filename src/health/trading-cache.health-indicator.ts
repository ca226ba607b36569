import { Injectable } from '@nestjs/common';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import type { ScopeStatus } from '../cache/scope-status.js';
import { scopeName } from '../stores/scope-id.js';

/** `up`; `degraded` while memory serves and the store is away; `down` while the scope does not serve. */
export type ScopeHealthStatus = 'up' | 'degraded' | 'down';

/** How one scope is. */
export interface ScopeHealth extends Pick<ScopeStatus, 'store' | 'dirty' | 'syncLagMs'> {
  readonly status: ScopeHealthStatus;
  readonly scopeState: ScopeStatus['state'];
}

/** How several scopes are: as the worst of them is. */
export interface ScopesHealth {
  readonly status: ScopeHealthStatus;
  readonly scopes: Readonly<Record<string, ScopeHealth>>;
}
