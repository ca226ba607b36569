import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { ExposureService } from './exposure.service.js';

/** The host closes the app and returns; nothing of the cache keeps the process alive. */
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
const exposure = app.get(ExposureService);
const order = { exchange: 'binance', symbol: 'BTCUSDT', amount: '2', average: '100' } as const;
exposure.onUpdate({ ...order, id: '1', side: 'BUY', status: 'PARTIALLY_FILLED', filled: '1' });
exposure.onHedgeUpdate({ ...order, id: '2', side: 'SELL', status: 'FILLED', filled: '2' });
for (const { symbol, side, signedAmount } of exposure.open()) console.log(symbol, side, signedAmount);
await app.close();
