import { Global, Logger, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { CacheHeartbeat } from './cache.heartbeat.js';
import { CacheLifecycle } from './cache.lifecycle.js';
import { CacheManager } from './cache.manager.js';
import { TradingCacheOptions } from './cache.options.js';
import { HandlerExplorer } from './handler.explorer.js';
import { resolveOptions } from './resolve-options.js';
import {
  ConfigurableCoreModule,
  GIVEN_OPTIONS,
  RESOLVED_OPTIONS,
} from './trading-cache.module-definition.js';
import type { TradingCacheModuleOptions } from './trading-cache.module-definition.js';

/** What there is once per application: the options, the scopes, their heartbeat and their life. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: TradingCacheOptions,
      inject: [GIVEN_OPTIONS],
      useFactory: (given: TradingCacheModuleOptions) => resolveOptions(given),
    },
    {
      provide: RESOLVED_OPTIONS,
      inject: [GIVEN_OPTIONS, TradingCacheOptions],
      // A test may override TradingCacheOptions with some of them: the others stay as they were given.
      useFactory: (given: TradingCacheModuleOptions, overriding: TradingCacheModuleOptions) =>
        resolveOptions({ ...given, ...overriding }),
    },
    {
      provide: CacheManager,
      inject: [RESOLVED_OPTIONS, HandlerRegistry],
      useFactory: (options: TradingCacheOptions, handlers: HandlerRegistry) =>
        new CacheManager(options, handlers, new Logger('TradingCache')),
    },
    HandlerRegistry,
    HandlerExplorer,
    CacheHeartbeat,
    CacheLifecycle,
  ],
  exports: [CacheManager],
})
export class TradingCacheCoreModule extends ConfigurableCoreModule {}
