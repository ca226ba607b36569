import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CacheHeartbeat } from '../../cache/cache.heartbeat.js';
import { CacheManager } from '../../cache/cache.manager.js';
import { TradingCacheModule } from '../../cache/trading-cache.module.js';
import { ClockHeartbeat } from './clock-heartbeat.js';
import { testingOptions } from './testing-options.js';
import type { TradingCacheTestingOptions } from './testing-options.js';
import { VirtualClock } from './virtual-clock.js';

/**
 * The cache for tests, in the place of `TradingCacheModule.forRoot`: in memory, on a `VirtualClock`, without a scheduler. What is due runs when the
 * clock advances, and no timer is left behind.
 */
@Module({})
export class TradingCacheTestingModule {
  /** @param options as those of `TradingCacheModule.forRoot`; `isGlobal` is true unless given. */
  static forRoot({
    isGlobal = true,
    ...given
  }: TradingCacheTestingOptions & { readonly isGlobal?: boolean } = {}): DynamicModule {
    const { clock, options } = testingOptions({}, given);
    const { imports = [], ...root } = TradingCacheModule.forRoot({ ...options, isGlobal });
    const heartbeat: Provider = {
      provide: CacheHeartbeat,
      inject: [CacheManager],
      useFactory: (manager: CacheManager) => new ClockHeartbeat(manager, clock),
    };
    const onClock = (imports as DynamicModule[]).map((core): DynamicModule => ({
      ...core,
      providers: [...(core.providers ?? []), heartbeat],
    }));
    return {
      module: TradingCacheTestingModule,
      global: isGlobal,
      imports: [{ ...root, imports: onClock }],
      // The cache asks whether there is a scheduler. This one has nothing to do, and is not for others.
      providers: [{ provide: VirtualClock, useValue: clock }, SchedulerRegistry],
      exports: [VirtualClock, TradingCacheModule],
    };
  }
}
