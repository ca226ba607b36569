import { existsSync } from 'node:fs';
import { Test } from '@nestjs/testing';
import { CacheService } from 'nestjs-trading-cache';
import { ScriptedExchange, useTestingCache, VirtualClock } from 'nestjs-trading-cache/testing';
import { AppModule } from './app.module.js';
import { ExchangeClient } from './exchange-client.js';
import { MarketMaker } from './market-maker.js';
import { ScriptedClient } from './scripted-client.js';

it('the app quotes and trades, and a test of it leaves ./data alone', async () => {
  const before = existsSync('./data');
  const clock = new VirtualClock();
  const exchange = new ScriptedExchange({ name: 'binance', clock });

  const module = await useTestingCache(Test.createTestingModule({ imports: [AppModule] }), { clock })
    .overrideProvider(ExchangeClient)
    .useValue(new ScriptedClient(exchange))
    .compile();
  await module.init();
  const cache = module.get(CacheService);
  exchange.connect(cache);

  await module.get(MarketMaker, { strict: false }).onBook('100', '101');
  exchange.fill('mm-2');
  expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '-1', entryPrice: '101' });
  expect(cache.scope).toEqual({ strategyId: 'maker', userId: 'alice' });

  await module.close();
  expect(existsSync('./data')).toBe(before);
});
