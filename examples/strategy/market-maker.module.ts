import { Module } from '@nestjs/common';
import { TradingCacheModule } from 'nestjs-trading-cache';
import { ExchangeClient } from './exchange-client.js';
import { MarketMaker } from './market-maker.js';
import { RestClient } from './rest-client.js';

@Module({
  imports: [TradingCacheModule.forFeature()],
  providers: [MarketMaker, { provide: ExchangeClient, useClass: RestClient }],
})
export class MarketMakerModule {}
