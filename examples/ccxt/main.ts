import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import ccxt from 'ccxt';
import { BotModule } from './bot.module.js';

/** EXCHANGE=binanceusdm SYMBOLS=BTC/USDT:USDT,ETH/USDT:USDT API_KEY=… SECRET=… STORE_URL=file:./data npm start */
const { EXCHANGE: id = 'binanceusdm', SYMBOLS = 'BTC/USDT:USDT', STORE_URL = 'file:./data' } = process.env;
const Exchange = ccxt.pro[id as 'binanceusdm'];
const exchange = new Exchange({ apiKey: process.env['API_KEY'], secret: process.env['SECRET'] });
// Amounts stay as the exchange wrote them.
exchange.number = String as unknown as typeof exchange.number;

const app = await NestFactory.createApplicationContext(
  BotModule.on(
    exchange,
    { exchange: id, symbols: SYMBOLS.split(','), graceMs: 5_000, retryMs: 2_000 },
    STORE_URL,
  ),
);
app.enableShutdownHooks();
