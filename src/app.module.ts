import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { AppConfig } from './app-config.js';
import { TradingCacheModule } from './cache/trading-cache.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
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
          durability: config.durability,
          onConflict: config.onConflict,
          syncInterval: config.syncInterval,
          expireTime: config.expireTime,
          startup: 'background',
          address: addressOf(config),
        }),
        HttpModule,
        HealthModule,
      ],
    };
  }
}

/** Where the app answers, as a URL: an IPv6 address stands in brackets there. */
function addressOf({ host, port }: AppConfig): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
