import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { CacheManager } from './cache.manager.js';
import { DEFAULT_SCOPE } from './cache.options.js';
import { SCOPE_SERVICES } from './cache.tokens.js';
import { TradingCacheCoreModule } from './trading-cache-core.module.js';
import type { ASYNC_OPTIONS_TYPE, OPTIONS_TYPE } from './trading-cache.module-definition.js';

/**
 * Orders, positions and market data for an application: `forRoot` once, in the root module, which must import
 * `ScheduleModule.forRoot()` too; `forFeature()` in each other module that injects the unnamed scope (none needs it where `isGlobal` is
 * given), and `forFeature([name])` where a further scope is injected by its name.
 */
@Module({})
export class TradingCacheModule {
  static forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return this.root(TradingCacheCoreModule.forRoot(options), options.isGlobal);
  }

  static forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return this.root(TradingCacheCoreModule.forRootAsync(options), options.isGlobal);
  }

  /**
   * Makes the services of scopes injectable in the module that imports this: by class (`CacheService`, `OrderService`, `BalanceService`, …)
   * those of the unnamed scope, by `@InjectCache(name)` and the like those of named ones.
   *
   * @param names the unnamed scope alone unless given; it is called `DEFAULT_SCOPE` beside others.
   */
  static forFeature(names: readonly string[] = [DEFAULT_SCOPE]): DynamicModule {
    const providers = names.flatMap(servicesOf);
    return { module: TradingCacheModule, providers, exports: providers };
  }

  private static root(core: DynamicModule, isGlobal: boolean = false): DynamicModule {
    const providers = servicesOf(DEFAULT_SCOPE);
    return {
      module: TradingCacheModule,
      global: isGlobal,
      imports: [core],
      providers,
      exports: [...providers, TradingCacheCoreModule],
    };
  }
}

function servicesOf(name: string): Provider[] {
  return SCOPE_SERVICES.map(({ token, of }) => ({
    provide: token(name),
    inject: [CacheManager],
    useFactory: (manager: CacheManager) => of(manager.cache(name)),
  }));
}
