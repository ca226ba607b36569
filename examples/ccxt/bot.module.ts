import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TradingCacheModule } from 'nestjs-trading-cache';
import type { StateStore } from 'nestjs-trading-cache';
import { BOT_OPTIONS } from './bot-options.js';
import type { BotOptions } from './bot-options.js';
import { EXCHANGE } from './ccxt-exchange.js';
import type { CcxtExchange } from './ccxt-exchange.js';
import { ReconciliationService } from './reconciliation.service.js';
import { StreamService } from './stream.service.js';

/** The whole bot on one exchange. */
@Module({})
export class BotModule {
  /** @param store where its state is kept: see `TradingCacheModule.forRoot`. */
  static on(exchange: CcxtExchange, options: BotOptions, store: string | StateStore): DynamicModule {
    return {
      module: BotModule,
      imports: [
        ScheduleModule.forRoot(),
        TradingCacheModule.forRoot({ strategyId: 'ccxt-bot', userId: options.exchange, store }),
      ],
      providers: [
        { provide: EXCHANGE, useValue: exchange },
        { provide: BOT_OPTIONS, useValue: options },
        ReconciliationService,
        StreamService,
      ],
    };
  }
}
