import type { TradingCacheOptions } from '../../cache/cache.options.js';
import type { TradingCacheModuleOptions } from '../../cache/trading-cache.module-definition.js';
import { VirtualClock } from './virtual-clock.js';

/** Options of a cache in a test: those of `TradingCacheModule.forRoot`, but for the clock. The store is `memory:` unless given. */
export interface TradingCacheTestingOptions extends Omit<TradingCacheModuleOptions, 'now'> {
  /** The cache's clock; one of its own unless given. */
  readonly clock?: VirtualClock;
}

/** The options of a cache in a test, on top of those that the app gives. */
export function testingOptions(
  app: TradingCacheModuleOptions,
  { clock = new VirtualClock(), ...options }: TradingCacheTestingOptions,
): { readonly clock: VirtualClock; readonly options: Partial<TradingCacheOptions> } {
  const { durability } = app;
  return {
    clock,
    options: {
      ...app,
      store: 'memory:',
      // A test waits until the scopes are open, and a store in memory has no replicas.
      startup: 'require',
      durability: durability === 'replicated' ? 'continuous' : durability,
      ...options,
      now: clock.now,
    },
  };
}
