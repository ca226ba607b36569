import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { USDMClient, WebsocketClient as BinanceWebsocket } from 'binance';
import { RestClientV5, WebsocketClient as BybitWebsocket } from 'bybit-api';
import { BinanceFeed } from './binance/binance-feed.js';
import { BotModule } from './bot.module.js';
import { BybitFeed } from './bybit/bybit-feed.js';

const { SYMBOLS = 'BTCUSDT', STORE_URL = 'file:./data' } = process.env;
const symbols = SYMBOLS.split(',');
const binanceKeys = { api_key: keyOf('BINANCE_KEY'), api_secret: keyOf('BINANCE_SECRET') };
const bybitKeys = { key: keyOf('BYBIT_KEY'), secret: keyOf('BYBIT_SECRET') };

const app = await NestFactory.createApplicationContext(
  BotModule.on(
    [
      new BinanceFeed(
        new BinanceWebsocket({ ...binanceKeys, beautify: true }),
        new USDMClient(binanceKeys),
        symbols,
      ),
      new BybitFeed(new BybitWebsocket(bybitKeys), new RestClientV5(bybitKeys), symbols),
    ],
    { graceMs: 5_000, retryMs: 2_000 },
    STORE_URL,
  ),
);
app.enableShutdownHooks();

function keyOf(name: string): string {
  const key = process.env[name];
  if (key === undefined) throw new Error(`Set ${name}; without keys, try npm run offline.`);
  return key;
}
