import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from '@jest/globals';
import { CacheManager, CacheService, OnFill, OnOrder } from '../../src/index.js';
import { MetricsService } from '../../src/metrics/metrics.service.js';
import { TradingCacheTestingModule, VirtualClock } from '../../src/testing/index.js';
import { traded } from '../support/updates.js';
import { until } from '../support/until.js';

@Injectable()
class Held {
  private release!: () => void;
  private readonly released = new Promise<void>((resolve) => (this.release = resolve));

  @OnFill()
  onFill(): Promise<void> {
    return this.released;
  }

  @OnOrder()
  onOrder(): Promise<void> {
    return this.released;
  }

  letGo(): void {
    this.release();
  }
}

it('shows how many events wait for handlers, and how long the oldest has', async () => {
  const module = await Test.createTestingModule({
    imports: [TradingCacheTestingModule.forRoot({ strategyId: 'grid', userId: 'alice' })],
    providers: [Held],
  }).compile();
  await module.init();
  const metrics = new MetricsService(module.get(CacheManager));
  const [cache, clock] = [module.get(CacheService), module.get(VirtualClock)];
  const shown = (): readonly number[] => {
    const text = metrics.text(() => true);
    return ['handler_events_waiting', 'oldest_handler_event_age_seconds'].map((name) => {
      const [, value] = new RegExp(`^trading_cache_${name}\\{strategy="grid",user="alice"\\} (.+)$`, 'm').exec(text) ?? []; // prettier-ignore
      return Number(value);
    });
  };
  expect(shown()).toEqual([0, 0]);
  for (const id of ['8', '9']) {
    cache.applyUpdate(traded(id, 'BUY', '1', '100'));
    await cache.flush();
  }
  // Of each of both orders one event of the order, and one of its fill.
  await until(() => shown()[0] === 4);
  await clock.advance(2_500);
  expect(shown()).toEqual([4, 2.5]);
  module.get(Held).letGo();
  await cache.handled();
  expect(shown()).toEqual([0, 0]);
  await module.close();
});
