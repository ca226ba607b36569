import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { CHANGING_CONTROLLERS, READING_CONTROLLERS } from './controllers.js';
import { EventFeeds } from './events/event-feeds.js';
import { resolveHttpOptions, TradingCacheHttpOptions } from './http-options.js';
import type { TradingCacheHttpModuleOptions } from './http-options.js';
import { VisibleScopes } from './visible-scopes.js';

/**
 * The endpoints of the cache in a host application, on Express or Fastify. It may be imported several times, each with a path, guards and
 * scopes of its own.
 */
@Module({})
export class TradingCacheHttpModule {
  static forRoot(given: TradingCacheHttpModuleOptions = {}): DynamicModule {
    const options = resolveHttpOptions(given);
    const { path, readOnly } = options;

    /** A class for each mount, because Nest knows the path of a module by its class. */
    @Module({
      controllers: [...READING_CONTROLLERS, ...(readOnly ? [] : CHANGING_CONTROLLERS)],
      providers: [{ provide: TradingCacheHttpOptions, useValue: options }, VisibleScopes, EventFeeds],
    })
    class TradingCacheHttpMount {}

    return {
      module: TradingCacheHttpModule,
      imports: [TradingCacheHttpMount, RouterModule.register([{ path, module: TradingCacheHttpMount }])],
    };
  }
}
