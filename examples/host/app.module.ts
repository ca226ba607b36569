import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TradingCacheModule } from 'nestjs-trading-cache';
import { ExposureService } from './exposure.service.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    TradingCacheModule.forRoot({
      strategyId: 'grid',
      userId: 'alice',
      scopes: [{ name: 'hedge', strategyId: 'hedge', userId: 'alice' }],
      // Gone when the example ends; `file:` and a folder keeps it.
      store: 'memory:',
    }),
    TradingCacheModule.forFeature(['hedge']),
  ],
  providers: [ExposureService],
})
export class AppModule {}
