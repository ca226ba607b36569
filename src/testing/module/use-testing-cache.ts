import { CacheHeartbeat } from '../../cache/cache.heartbeat.js';
import { CacheManager } from '../../cache/cache.manager.js';
import { TradingCacheOptions } from '../../cache/cache.options.js';
import { resolveOptions } from '../../cache/resolve-options.js';
import { GIVEN_OPTIONS } from '../../cache/trading-cache.module-definition.js';
import type { TradingCacheModuleOptions } from '../../cache/trading-cache.module-definition.js';
import { ClockHeartbeat } from './clock-heartbeat.js';
import { testingOptions } from './testing-options.js';
import type { TradingCacheTestingOptions } from './testing-options.js';
import { VirtualClock } from './virtual-clock.js';

/** What is needed of a `TestingModuleBuilder` of `@nestjs/testing`. */
export interface OverridingBuilder {
  overrideProvider(token: unknown): {
    useFactory(provider: {
      readonly factory: (...dependencies: never[]) => unknown;
      readonly inject?: unknown[];
    }): unknown;
  };
}

/**
 * Puts the cache of an app under test into memory and on a virtual clock, whatever store the app's module names: a test of it opens no folder
 * and no Redis. Strategy, user, scopes and what else the app sets stay.
 *
 * @param builder what `Test.createTestingModule` gave.
 * @param options on top of the app's; give a `clock` to advance it.
 * @returns the builder.
 */
export function useTestingCache<Builder extends OverridingBuilder>(
  builder: Builder,
  options: TradingCacheTestingOptions = {},
): Builder {
  const { clock = new VirtualClock() } = options;
  builder.overrideProvider(TradingCacheOptions).useFactory({
    inject: [GIVEN_OPTIONS],
    factory: (app: TradingCacheModuleOptions) =>
      resolveOptions(testingOptions(app, { ...options, clock }).options),
  });
  builder.overrideProvider(CacheHeartbeat).useFactory({
    inject: [CacheManager],
    factory: (manager: CacheManager) => new ClockHeartbeat(manager, clock),
  });
  return builder;
}
