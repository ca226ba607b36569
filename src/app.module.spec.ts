import { expect, it } from '@jest/globals';
import { readAppConfig } from './app-config.js';
import { CacheManager } from './cache/cache.manager.js';
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

it.each(['require', 'degrade', 'background'])(
  'the app hands what its environment says to the library, and starts with %s',
  async (startup) => {
    const environment = { STORE_URL: 'memory:', LOG_LEVEL: 'fatal', FILL_RETENTION: '60', STARTUP: startup };
    const app = await createApp(readAppConfig(environment));
    await app.init();
    await app.get(CacheManager).startAll();
    const options = app.get(TradingCacheOptions, { strict: false });
    expect(options).toMatchObject({ fillRetention: 60, startup });
    await app.close();
  },
);
