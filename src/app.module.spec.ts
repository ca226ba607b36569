import { expect, it } from '@jest/globals';
import { readAppConfig } from './app-config.js';
import { TradingCacheOptions } from './cache/cache.options.js';
import { createApp } from './run-app.js';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['::1', 'http://[::1]:3000'],
])('the app on %s tells others that it answers at %s', async (host, address) => {
  const app = await createApp(readAppConfig({ HOST: host, STORE_URL: 'memory:', LOG_LEVEL: 'fatal' }));
  expect(app.get(TradingCacheOptions, { strict: false }).address).toBe(address);
  await app.close();
});
