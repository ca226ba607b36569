import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { AppConfig } from './app-config.js';
import { TradingCacheModule } from './cache/trading-cache.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { scopeName } from './stores/scope-id.js';

/** The app: the library as any host would import it, and HTTP. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig): DynamicModule {
    const [first, ...others] = config.scopes;
    return {
      module: AppModule,
      imports: [
        ScheduleModule.forRoot(),
        TradingCacheModule.forRoot({
          ...first,
          scopes: others.map((scope) => ({ name: scopeName(scope), ...scope })),
          store: config.storeUrl,
          ...config.cache,
        }),
        HttpModule,
        HealthModule,
        MetricsModule,
      ],
    };
  }
}
