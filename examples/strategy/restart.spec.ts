import { Test } from '@nestjs/testing';
import { CacheService } from 'nestjs-trading-cache';
import { anUpdate, flushed, MemoryStateStore, TradingCacheTestingModule } from 'nestjs-trading-cache/testing';

it('open orders are there after a restart', async () => {
  const imports = [TradingCacheTestingModule.forRoot({ store: new MemoryStateStore() })];

  const before = await Test.createTestingModule({ imports }).compile();
  await before.init();
  before.get(CacheService).applyUpdate(anUpdate({ id: '7' }));
  await flushed(before);
  await before.close();

  const after = await Test.createTestingModule({ imports }).compile();
  await after.init();
  expect(after.get(CacheService).isOrderOpen('7')).toBe(true);
  await after.close();
});
