import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { TradingCacheOptions } from './cache.options.js';

/** What a host may give; the rest has defaults (see `TradingCacheOptions`). */
export type TradingCacheModuleOptions = Partial<TradingCacheOptions>;

/** The token of the options that count: what was given, and over it what a test overrides `TradingCacheOptions` with. */
export const RESOLVED_OPTIONS = 'TradingCache:resolved options';

export const {
  ConfigurableModuleClass: ConfigurableCoreModule,
  MODULE_OPTIONS_TOKEN: GIVEN_OPTIONS,
  OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<TradingCacheModuleOptions>({ moduleName: 'TradingCache' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createTradingCacheOptions')
  .setExtras({ isGlobal: false }, (definition) => definition)
  .build();
