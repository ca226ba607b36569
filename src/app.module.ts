import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import type { Access } from './access/access.js';
import { AccessModule } from './access/access.module.js';
import type { AppConfig } from './app-config.js';
import { TradingCacheModule } from './cache/trading-cache.module.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { TradingCacheHttpModule } from './http/trading-cache-http.module.js';
import { MonitorModule } from './monitor/monitor.module.js';
import { scopeName } from './stores/scope-id.js';

/** The app: the library as any host would import it, and HTTP. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig, access: Access): DynamicModule {
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
        AccessModule.forRoot(access),
        TradingCacheHttpModule.forRoot({
          path: '',
          scopes: (scope, context) => access.canSee(scopeName(scope), context.switchToHttp().getRequest()),
        }),
        HealthModule,
        MetricsModule,
        DocsModule,
        MonitorModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
