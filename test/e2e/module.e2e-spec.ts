import { describe, expect, it } from '@jest/globals';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { CacheService, OrderService, PositionService, TradingCacheModule } from '../../src/index.js';
import type { OrderUpdate } from '../../src/index.js';
import { MemoryStateStore } from '../../src/stores/memory/memory.state-store.js';

const FILLED: OrderUpdate = {
  exchange: 'binance',
  symbol: 'BTCUSDT-PERP',
  id: '7',
  clientOrderId: 'mine',
  status: 'FILLED',
  side: 'BUY',
  type: 'LIMIT',
  price: '100',
  amount: '2',
  filled: '2',
  average: '100',
  lastFilled: '2',
  lastFilledPrice: '100',
  tradeId: '31',
  fee: '0.04',
  feeCurrency: 'USDT',
  timestamp: 1_700_000_000_000,
};

async function start(store: MemoryStateStore) {
  const module = await Test.createTestingModule({
    imports: [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store })],
  }).compile();
  await module.init();
  return { module, cache: module.get(CacheService) };
}

describe('TradingCacheModule', () => {
  it('keeps orders and positions over a restart, and counts a repeated fill once', async () => {
    const store = new MemoryStateStore();
    const first = await start(store);
    expect(first.cache.orderService).toBe(first.module.get(OrderService));
    expect(first.cache.positionService).toBe(first.module.get(PositionService));
    first.cache.applyUpdate({
      ...FILLED,
      id: '6',
      status: 'ACCEPTED',
      filled: '0',
      average: null,
      lastFilled: null,
      tradeId: null,
      fee: null,
    });
    expect(first.cache.applyUpdate(FILLED).outcome).toBe('applied');
    expect(first.cache.applyUpdate(FILLED).outcome).toBe('duplicate');
    expect((await first.cache.flush()).survives).toBe('nothing');
    await first.module.close();

    const second = await start(store);
    expect(second.cache.applyUpdate(FILLED).outcome).toBe('duplicate');
    expect(second.cache.position('BTCUSDT-PERP')).toMatchObject({
      side: 'LONG',
      signedAmount: '2',
      entryPrice: '100',
      realizedPnl: '0',
      netRealizedPnl: '-0.04',
      fees: { USDT: '0.04' },
    });
    expect(await second.cache.getOpenOrders()).toEqual(new Set(['6']));
    expect(second.cache.checkIntegrity()).toEqual({
      ok: true,
      checked: { orders: 2, positions: 1 },
      faults: [],
    });
    await second.module.close();
  });

  it('says what to import when the host has no scheduler', async () => {
    const module = await Test.createTestingModule({
      imports: [TradingCacheModule.forRoot({ store: new MemoryStateStore() })],
    }).compile();
    await expect(module.init()).rejects.toMatchObject({
      code: 'SCHEDULER_MISSING',
      message: expect.stringContaining('Import ScheduleModule.forRoot()'),
    });
  });
});
