import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import { scopeName } from '../stores/scope-id.js';

/**
 * Whether scopes can be used: `up`; `degraded` while memory serves and the store is away; `down` while the scope is not
 * serving.
 */
@Injectable()
export class ScopesHealth {
  constructor(
    private readonly manager: CacheManager,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** One check for each scope. */
  checks(): (() => HealthIndicatorResult)[] {
    return this.manager.list().map((cache) => () => this.check(cache));
  }

  private check(cache: CacheService): HealthIndicatorResult {
    const { state, store, dirty, syncLagMs } = cache.status();
    const indicator = this.indicators.check(scopeName(cache.scope));
    const details = { state, store, dirty, syncLagMs };
    if (state !== 'serving') return indicator.down(details);
    return store === 'up' ? indicator.up(details) : indicator.degraded(details);
  }
}
