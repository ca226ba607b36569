import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TradingCacheModule } from 'nestjs-trading-cache';
import { MarketMakerModule } from './market-maker.module.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    TradingCacheModule.forRoot({ strategyId: 'maker', userId: 'alice', store: 'file:./data' }),
    MarketMakerModule,
  ],
})
export class AppModule {}
