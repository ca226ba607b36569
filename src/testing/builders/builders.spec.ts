import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { CacheService } from '../../index.js';
import { aTrade, anUpdate, TradingCacheTestingModule } from '../index.js';

async function withCache<Result>(use: (cache: CacheService) => Result): Promise<Result> {
  const imports = [TradingCacheTestingModule.forRoot()];
  const module = await Test.createTestingModule({ imports }).compile();
  await module.init();
  const result = use(module.get(CacheService));
  await module.close();
  return result;
}

describe('anUpdate', () => {
  it.each([
    [{}, '0', null],
    [{ status: 'FILLED', amount: '3', price: '7' }, '3', '7'],
    [{ status: 'PARTIALLY_FILLED', amount: '0.3' }, '0.15', '100'],
    [{ filled: '0.2', average: '99.5' }, '0.2', '99.5'],
    [{ status: 'FILLED', type: 'MARKET', price: null }, '1', '100'],
    [{ status: 'CANCELED' }, '0', null],
  ] as const)('with %j is taken, and is all that was filled of it', async (fields, filled, average) => {
    const update = anUpdate(fields);
    expect(update).toMatchObject({ ...fields, filled });
    await withCache((cache) => {
      const { outcome, gap } = cache.applyUpdate(update);
      expect([outcome, gap]).toEqual(['applied', undefined]);
      expect(cache.order(update.id as string)).toMatchObject({ filled, average });
    });
  });

  it('keeps what is given of the execution, so that a later report of an order can be told', async () => {
    const first = anUpdate({ status: 'PARTIALLY_FILLED' });
    const second = {
      id: first.id ?? null,
      status: 'FILLED',
      lastFilled: '0.5',
      lastFilledPrice: '98',
    } as const;
    await withCache((cache) => {
      cache.applyUpdate(first);
      expect(cache.applyUpdate(anUpdate({ ...second, average: '99' })).gap).toBeUndefined();
      expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '1', entryPrice: '99' });
    });
  });
});

describe('aTrade', () => {
  it('is taken as it is', async () => {
    await withCache((cache) => {
      const results = [cache.applyTrade(aTrade()), cache.applyTrade(aTrade({ side: 'SELL', quantity: '3' }))];
      expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
      expect(cache.position('BTCUSDT')?.signedAmount).toBe('-2');
    });
  });

  it('is the execution that an update tells of, where it has its names', async () => {
    const update = anUpdate({ status: 'FILLED', fee: '0.1', feeCurrency: 'USDT' });
    await withCache((cache) => {
      cache.applyUpdate(update);
      const [orderId, tradeId] = [update.id ?? null, update.tradeId ?? ''];
      cache.applyTrade(aTrade({ orderId, tradeId, fee: '0.1', timestamp: update.timestamp ?? null }));
      expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '1', fees: { USDT: '0.1' } });
    });
  });
});

it('every message has ids of its own, and is later than those before', () => {
  const messages = [anUpdate(), aTrade(), anUpdate(), aTrade()];
  const ids = messages.map((each) =>
    'tradeId' in each && 'orderId' in each ? each.orderId : (each as { id?: string }).id,
  );
  expect(new Set(ids).size).toBe(4);
  const times = messages.map(({ timestamp }) => timestamp as number);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
  expect(new Set(times).size).toBe(4);
});
