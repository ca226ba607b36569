import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TradingCacheModule } from 'nestjs-trading-cache';
import { BotController } from './bot.controller.js';
import { Bot } from './bot.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    TradingCacheModule.forRoot({ strategyId: 'grid', userId: 'alice', store: 'file:./data' }),
  ],
  controllers: [BotController],
  providers: [Bot],
})
export class AppModule {}
