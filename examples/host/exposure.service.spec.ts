import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { CacheManager, CacheService, getPositionServiceToken } from 'nestjs-trading-cache';
import type { OrderUpdate } from 'nestjs-trading-cache';
import { ScriptedExchange, useTestingCache } from 'nestjs-trading-cache/testing';
import { AppModule } from './app.module.js';
import { ExposureService } from './exposure.service.js';

const UPDATE: OrderUpdate = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  id: '1',
  side: 'BUY',
  status: 'FILLED',
  amount: '1',
  filled: '1',
  average: '100',
};

describe('ExposureService', () => {
  it('keeps the strategy and its hedge apart, and shows both', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    await module.init();
    const exposure = module.get(ExposureService);
    exposure.onUpdate(UPDATE);
    exposure.onHedgeUpdate({ ...UPDATE, side: 'SELL' });
    expect(exposure.open().map(({ signedAmount }) => signedAmount)).toEqual(['1', '-1']);
    await module.close();
  });

  it('can be tested without any store, its providers replaced', async () => {
    const rejecting = {
      applyUpdate: () => ({ outcome: 'rejected', orderId: '1', field: 'filled', reason: 'is missing' }),
    };
    const module = await Test.createTestingModule({
      providers: [
        ExposureService,
        { provide: CacheService, useValue: rejecting },
        { provide: getPositionServiceToken('hedge'), useValue: {} },
      ],
    }).compile();
    expect(() => module.get(ExposureService).onUpdate(UPDATE)).toThrow('filled is missing');
  });

  it('can be tested inside the app with one provider overridden', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(getPositionServiceToken('hedge'))
      .useValue({ positionsOpen: () => [{ signedAmount: '7' }] })
      .compile();
    await module.init();
    expect(module.get(ExposureService).open()).toEqual([{ signedAmount: '7' }]);
    await module.close();
  });

  it('can be tested on an exchange that the test plays, each scope on an account of its own', async () => {
    const builder = useTestingCache(Test.createTestingModule({ imports: [AppModule] }));
    const module = await builder.compile();
    await module.init();
    const [account, hedge] = [new ScriptedExchange(), new ScriptedExchange()];
    account.connect(module.get(CacheService));
    hedge.connect(module.get(CacheManager).cache('hedge'));
    account.fill(account.submit({ symbol: 'BTCUSDT', side: 'BUY', amount: '1', price: '100' }));
    hedge.fill(hedge.submit({ symbol: 'BTCUSDT', side: 'SELL', amount: '1', price: '101' }), '0.5');
    const open = module.get(ExposureService).open();
    expect(open.map(({ signedAmount, entryPrice }) => [signedAmount, entryPrice])).toEqual([
      ['1', '100'],
      ['-0.5', '101'],
    ]);
    await module.close();
  });
});
