import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TradingCacheModule } from 'nestjs-trading-cache';
import type { StateStore } from 'nestjs-trading-cache';
import { BOT_OPTIONS } from './bot-options.js';
import type { BotOptions } from './bot-options.js';
import { BotService } from './bot.service.js';
import { FEEDS } from './feed.js';
import type { Feed } from './feed.js';

/** The whole bot, on as many exchanges as it is given. */
@Module({})
export class BotModule {
  /** @param store where its state is kept: see `TradingCacheModule.forRoot`. */
  static on(feeds: readonly Feed[], options: BotOptions, store: string | StateStore): DynamicModule {
    return {
      module: BotModule,
      imports: [
        ScheduleModule.forRoot(),
        TradingCacheModule.forRoot({ strategyId: 'sdk-bot', userId: 'me', store }),
      ],
      providers: [
        { provide: FEEDS, useValue: feeds },
        { provide: BOT_OPTIONS, useValue: options },
        BotService,
      ],
    };
  }
}
