import { Controller, Get, UseFilters } from '@nestjs/common';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { ScopesHealth } from './scopes.health.js';
import { TerminusResultFilter } from './terminus-result.filter.js';

@Controller('health')
@UseFilters(TerminusResultFilter)
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly scopes: ScopesHealth,
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
    return this.health.check(this.scopes.checks());
  }
}
