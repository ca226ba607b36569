import { Controller, Get, UseFilters, UseGuards } from '@nestjs/common';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { CacheManager } from '../cache/cache.manager.js';
import { QueryGuard } from '../http/query.guard.js';
import { scopeName } from '../stores/scope-id.js';
import { TerminusResultFilter } from './terminus-result.filter.js';
import { TradingCacheHealthIndicator } from './trading-cache.health-indicator.js';

/** Health as the app tells it. */
@Controller('health')
@UseGuards(QueryGuard)
@UseFilters(TerminusResultFilter)
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly manager: CacheManager,
    private readonly indicator: TradingCacheHealthIndicator,
  ) {}

  /** The process answers. */
  @Get('live')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** All scopes serve. */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    const checks = this.manager
      .list()
      .map(({ scope }) => () => this.indicator.isHealthy(scopeName(scope), scope));
    return this.health.check(checks);
  }
}
