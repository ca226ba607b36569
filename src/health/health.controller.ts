import { Controller, Get, Req, UseFilters, UseGuards } from '@nestjs/common';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { Access } from '../access/access.js';
import { CacheManager } from '../cache/cache.manager.js';
import { answer, Endpoint } from '../http/openapi/endpoint.decorator.js';
import { Tag } from '../http/openapi/tag.decorator.js';
import { QueryGuard } from '../http/query.guard.js';
import { scopeName } from '../stores/scope-id.js';
import { HealthModel } from './health.models.js';
import { TerminusResultFilter } from './terminus-result.filter.js';
import { TradingCacheHealthIndicator } from './trading-cache.health-indicator.js';
import { visibleHealth } from './visible-health.js';

/** Health as the app tells it. */
@Controller('health')
@UseGuards(QueryGuard)
@UseFilters(TerminusResultFilter)
@Tag('Health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly manager: CacheManager,
    private readonly indicator: TradingCacheHealthIndicator,
    private readonly access: Access,
  ) {}

  /** The process answers. */
  @Get('live')
  @Endpoint({
    id: 'checkLive',
    summary: 'The process answers',
    scoped: false,
    answers: { 200: answer(HealthModel, 'It does.') },
  })
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** All scopes serve. */
  @Get('ready')
  @Endpoint({
    id: 'checkReady',
    summary: 'All scopes serve',
    scoped: false,
    answers: {
      200: answer(HealthModel, 'They do; degraded while a store is away.'),
      503: answer(HealthModel, 'A scope does not.'),
    },
  })
  @HealthCheck()
  async ready(@Req() request: object): Promise<HealthCheckResult> {
    const checks = this.manager.list().map(
      ({ scope }) =>
        () =>
          this.indicator.isHealthy(scopeName(scope), scope),
    );
    return visibleHealth(await this.health.check(checks), (scope) => this.access.canSee(scope, request));
  }
}
