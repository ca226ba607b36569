import { Controller, Get, Header, Req } from '@nestjs/common';
import { Access } from '../access/access.js';
import { scopeName } from '../stores/scope-id.js';
import { MetricsService } from './metrics.service.js';
import { PROMETHEUS_TEXT } from './prometheus-text.js';

@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsService,
    private readonly access: Access,
  ) {}

  /** For Prometheus to scrape: of the scopes that its key opens. */
  @Get()
  @Header('content-type', PROMETHEUS_TEXT)
  text(@Req() request: object): string {
    return this.metrics.text((scope) => this.access.canSee(scopeName(scope), request));
  }
}
