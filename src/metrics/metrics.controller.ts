import { Controller, Get, Header } from '@nestjs/common';
import { MetricsService } from './metrics.service.js';
import { PROMETHEUS_TEXT } from './prometheus-text.js';

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  /** For Prometheus to scrape. */
  @Get()
  @Header('content-type', PROMETHEUS_TEXT)
  text(): string {
    return this.metrics.text();
  }
}
