import { describe, expect, it } from '@jest/globals';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { CacheService, TradingCacheModule } from '../../src/index.js';
import { MemoryStateStore } from '../../src/store.js';
import { fill, T, update } from '../support/updates.js';

const HOUR_MS = 3_600_000;

/** An app on a store, one life after another, with a clock of its own. */
class Lives {
  now = T;
  private readonly store = new MemoryStateStore(() => this.now);

  /** One life: starts, does something, and closes. */
  async live<R>(act: (cache: CacheService) => R | Promise<R>): Promise<R> {
    const module = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        TradingCacheModule.forRoot({ store: this.store, now: () => this.now }),
      ],
    }).compile();
    await module.init();
    try {
      const cache = module.get(CacheService);
      const result = await act(cache);
      const { faults } = cache.checkIntegrity();
      if (faults.length > 0) throw new Error(faults.join('; '));
      return result;
    } finally {
      await module.close();
    }
  }
}

describe('over a restart', () => {
  it('an order that was known by its client id first counts once, and is there once', async () => {
    const lives = new Lives();
    await lives.live((cache) => {
      cache.orderStatusUpdate(update({ id: null, clientOrderId: 'mine', status: 'PENDING' }));
    });
    const filled = fill('10', '10', '100', { clientOrderId: 'mine', status: 'FILLED' });
    await lives.live((cache) => expect(cache.applyUpdate(filled).outcome).toBe('applied'));
    for (let life = 0; life < 3; life++) {
      await lives.live((cache) => {
        expect(cache.applyUpdate(filled).outcome).toBe('duplicate');
        expect([cache.ordersCount(), cache.position('BTCUSDT')?.signedAmount]).toEqual([1, '10']);
      });
    }
  });

  it('an order that left memory is in history, and late updates count nothing twice', async () => {
    const lives = new Lives();
    const filled = fill('10', '10', '100', { status: 'FILLED', clientOrderId: 'mine' });
    await lives.live(async (cache) => {
      cache.applyUpdate(filled);
      await cache.flush();
      lives.now += HOUR_MS;
      await cache.tick();
      await cache.flush();
      expect(cache.ordersCount()).toBe(0);
    });
    await lives.live(async (cache) => {
      expect([cache.order('7'), (await cache.getOrder('7'))?.status]).toEqual([null, 'FILLED']);
      expect((await cache.getOrder('mine'))?.id).toBe('7');
      expect(await cache.getSymbolOrders('BTCUSDT', false)).toEqual(new Set(['7']));
      // That it was accepted was not known: it ended all the same, and nobody can see that anything changed.
      expect(cache.applyUpdate(update()).outcome).toBe('duplicate');
      expect(cache.applyUpdate(filled).outcome).toBe('duplicate');
      const order = await cache.getOrder('7');
      expect([order?.status, cache.position('BTCUSDT')?.signedAmount]).toEqual(['FILLED', '10']);
      expect(cache.applyUpdate(fill('12', '2', '100', { status: 'FILLED', timestamp: T + 1 })).outcome).toBe(
        'applied',
      );
    });
    await lives.live((cache) => {
      expect([cache.order('7')?.filled, cache.position('BTCUSDT')?.signedAmount]).toEqual(['12', '12']);
    });
  });

  it('after the window for late updates only the position is left, and it adds up', async () => {
    const lives = new Lives();
    await lives.live(async (cache) => {
      cache.applyUpdate(fill('10', '10', '100', { status: 'FILLED' }));
      await cache.flush();
      for (const hours of [1, 24]) {
        lives.now += hours * HOUR_MS;
        await cache.tick();
        await cache.flush();
      }
    });
    await lives.live((cache) => expect(cache.position('BTCUSDT')?.signedAmount).toBe('10'));
  });

  it('market data and idempotency keys are there', async () => {
    const lives = new Lives();
    const order = {
      exchange: 'x',
      symbol: 'A',
      clientOrderId: 'a',
      side: 'BUY',
      type: 'LIMIT',
      amount: '1',
    } as const;
    await lives.live((cache) => {
      cache.setMarketData('A', { b: 1 });
      cache.orderInitialized(order, { idempotencyKey: 'k' });
    });
    await lives.live((cache) => {
      expect(cache.marketData('A')?.value).toEqual({ b: 1 });
      expect(cache.orderInitialized({ ...order, clientOrderId: 'b' }, { idempotencyKey: 'k' }).created).toBe(
        false,
      );
    });
  });
});
