import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { TradingCacheHealthIndicator } from './trading-cache.health-indicator.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [TradingCacheHealthIndicator],
})
export class HealthModule {}
