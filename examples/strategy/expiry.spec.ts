import { Test } from '@nestjs/testing';
import { CacheService } from 'nestjs-trading-cache';
import { anUpdate, TradingCacheTestingModule, VirtualClock } from 'nestjs-trading-cache/testing';

it('an order leaves memory an hour after it has ended', async () => {
  const imports = [TradingCacheTestingModule.forRoot({ expireTime: 3_600 })];
  const module = await Test.createTestingModule({ imports }).compile();
  await module.init();
  const cache = module.get(CacheService);

  cache.applyUpdate(anUpdate({ id: '7', status: 'CANCELED' }));
  await module.get(VirtualClock).advance(3_600_000);

  expect(cache.order('7')).toBeNull();
  expect(await cache.getOrder('7')).toMatchObject({ status: 'CANCELED' });
  await module.close();
});
