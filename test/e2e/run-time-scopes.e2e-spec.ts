import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Controller, Module, Param, Post } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { CacheHeartbeat } from '../../src/cache/cache.heartbeat.js';
import { CacheManager, TradingCacheModule } from '../../src/index.js';
import { FaultStore } from '../support/fault-store.js';
import { update } from '../support/updates.js';

let now = 1_800_000_000_000;
const STORE = new FaultStore(() => now);

/** As a host has it that learns of its users by their requests. */
@Controller('users')
class UsersController {
  constructor(private readonly manager: CacheManager) {}

  @Post(':userId/orders/:id')
  async place(@Param('userId') userId: string, @Param('id') id: string): Promise<{ orders: number }> {
    const scope = { strategyId: 'grid', userId };
    const cache = await this.manager.acquire(scope);
    try {
      cache.applyUpdate(update({ id }));
      await cache.flush();
      return { orders: cache.ordersCount() };
    } finally {
      await this.manager.release(scope);
    }
  }
}

@Module({
  imports: [
    ScheduleModule.forRoot(),
    TradingCacheModule.forRoot({ store: STORE, idleTimeout: 60, now: () => now, isGlobal: true }),
  ],
  controllers: [UsersController],
})
class HostModule {}

let app: INestApplication;
let url: string;

beforeEach(async () => {
  app = (await Test.createTestingModule({ imports: [HostModule] }).compile()).createNestApplication();
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await app.close();
});

it('50 requests at once for ten new scopes open each once, and all succeed; unused scopes are closed by the heartbeat', async () => {
  const acquired = jest.spyOn(STORE, 'acquire');
  const places = Array.from({ length: 50 }, (_, at) => `${url}/users/u${at % 10}/orders/${at}`);
  const answers = await Promise.all(places.map((place) => fetch(place, { method: 'POST' })));
  expect(answers.map(({ status }) => status)).toEqual(places.map(() => 201));
  expect(acquired).toHaveBeenCalledTimes(10);
  const manager = app.get(CacheManager, { strict: false });
  const heartbeat = app.get(CacheHeartbeat, { strict: false });
  now += 60_000;
  while (manager.list().length > 1) await heartbeat.beat();
  const again = await fetch(`${url}/users/u3/orders/new`, { method: 'POST' });
  expect(await again.json()).toEqual({ orders: 6 });
});
