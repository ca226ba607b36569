import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { CacheManager, CacheService, InjectPositions, TradingCacheModule } from '../../index.js';
import { OnFill, PositionService } from '../../index.js';
import type { FillEvent } from '../../index.js';
import {
  anUpdate,
  flushed,
  MemoryStateStore,
  TradingCacheTestingModule,
  useTestingCache,
  VirtualClock,
} from '../index.js';

const HOUR_MS = 3_600_000;

@Injectable()
class Bot {
  constructor(readonly cache: CacheService) {}
}

@Module({ providers: [Bot] })
class BotModule {}

@Module({ imports: [TradingCacheModule.forFeature()], providers: [Bot] })
class FeatureBotModule {}

@Injectable()
class Hedger {
  constructor(@InjectPositions('hedge') readonly positions: PositionService) {}
}

@Module({ imports: [TradingCacheModule.forFeature(['hedge'])], providers: [Hedger] })
class HedgeModule {}

let module: TestingModule | null = null;

afterEach(async () => {
  await module?.close();
  module = null;
});

async function started(
  imports: NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>,
): Promise<TestingModule> {
  module = await Test.createTestingModule({ imports }).compile();
  return module.init();
}

/** Timers of this process: what a test that has ended must not leave. */
function timers(): string[] {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
}

describe('the cache for tests', () => {
  it.each([
    ['a module that imports nothing', BotModule],
    ['a module that imports forFeature()', FeatureBotModule],
  ])('serves %s, in memory and without a scheduler', async (_, bot) => {
    const { cache } = (await started([TradingCacheTestingModule.forRoot(), bot])).get(Bot, { strict: false });
    cache.applyUpdate(anUpdate({ status: 'FILLED', amount: '2' }));
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '2', entryPrice: '100' });
    expect(cache.status().state).toBe('serving');
  });

  it('takes the options of forRoot: named scopes among them', async () => {
    const scopes = [{ name: 'hedge', strategyId: 'hedge', userId: 'alice' }];
    const options = { strategyId: 'grid', userId: 'alice', scopes };
    const imports = [TradingCacheTestingModule.forRoot(options), BotModule, HedgeModule];
    const app = await started(imports);
    expect(app.get(Bot, { strict: false }).cache.scope).toEqual({ strategyId: 'grid', userId: 'alice' });
    app.get(Hedger, { strict: false }).positions.applyUpdate(anUpdate({ status: 'FILLED' }));
    expect(app.get(CacheManager).cache('hedge').positionsOpenCount()).toBe(1);
  });

  it('is not there for modules that do not import it where it is not global', async () => {
    const imports = [TradingCacheTestingModule.forRoot({ isGlobal: false }), BotModule];
    await expect(
      Test.createTestingModule({ imports })
        .setLogger(false as never)
        .compile(),
    ).rejects.toThrow('CacheService');
  });

  it('stands in for the module of an app, by overrideModule', async () => {
    const real = TradingCacheModule.forRoot({ store: 'redis://127.0.0.1:1', isGlobal: true });
    const builder = Test.createTestingModule({ imports: [real, BotModule] });
    module = await builder.overrideModule(real).useModule(TradingCacheTestingModule.forRoot()).compile();
    await module.init();
    expect(module.get(Bot, { strict: false }).cache.status()).toMatchObject({
      state: 'serving',
      store: 'up',
    });
  });

  it('leaves no timer, neither while it runs nor when it is closed', async () => {
    const before = timers();
    const app = await started([TradingCacheTestingModule.forRoot(), BotModule]);
    app.get(Bot, { strict: false }).cache.applyUpdate(anUpdate());
    await flushed(app);
    expect(timers()).toEqual(before);
    await app.close();
    module = null;
    expect(timers()).toEqual(before);
  });

  it('keeps what was committed in a store that is given, over a restart', async () => {
    const store = new MemoryStateStore();
    const first = await started([TradingCacheTestingModule.forRoot({ store })]);
    first.get(CacheService).applyUpdate(anUpdate({ id: 'kept' }));
    await first.close();
    const second = await started([TradingCacheTestingModule.forRoot({ store })]);
    expect(second.get(CacheService).isOrderOpen('kept')).toBe(true);
  });
});

describe('the virtual clock of a cache', () => {
  it('runs what is due: an order that ended leaves memory for history, and what is left of it is forgotten', async () => {
    const app = await started([
      TradingCacheTestingModule.forRoot({ expireTime: 3_600, lateUpdateWindow: 7_200 }),
    ]);
    const [cache, clock] = [app.get(CacheService), app.get(VirtualClock)];
    const ended = anUpdate({ id: 'ended', status: 'CANCELED' });
    cache.applyUpdate(ended);
    await clock.advance(HOUR_MS - 1);
    expect(cache.order('ended')).not.toBeNull();
    await clock.advance(1);
    expect(cache.order('ended')).toBeNull();
    expect(await cache.getOrder('ended')).toMatchObject({ status: 'CANCELED' });
    // A tombstone knows the late message; 2 hours later it is gone, and the same message is news.
    expect(cache.applyUpdate(ended).outcome).toBe('duplicate');
    await clock.advance(2 * HOUR_MS);
    expect(cache.applyUpdate(ended).outcome).toBe('applied');
  });

  it('settles fills: they are in the history of the store after a jump of a day', async () => {
    const app = await started([TradingCacheTestingModule.forRoot()]);
    const [cache, clock] = [app.get(CacheService), app.get(VirtualClock)];
    cache.applyUpdate(anUpdate({ status: 'FILLED' }));
    await clock.advance(24 * HOUR_MS);
    expect(await cache.fills()).toMatchObject([{ settled: true, quantity: '1' }]);
    expect((await cache.verify()).ok).toBe(true);
  });

  it('syncs under interval, when it is time', async () => {
    const app = await started([
      TradingCacheTestingModule.forRoot({ durability: 'interval', syncInterval: 45 }),
    ]);
    const [cache, clock] = [app.get(CacheService), app.get(VirtualClock)];
    cache.applyUpdate(anUpdate());
    await clock.advance(44_999);
    expect(cache.status().dirty).toBeGreaterThan(0);
    await clock.advance(1);
    expect(cache.status().dirty).toBe(0);
  });

  it('is given, to share it with an exchange', async () => {
    const clock = new VirtualClock(1_000);
    const app = await started([TradingCacheTestingModule.forRoot({ clock })]);
    expect(app.get(VirtualClock)).toBe(clock);
    app.get(CacheService).setMarket('markPrice', 'BTCUSDT', { price: '100', timestamp: null });
    await clock.advance(7);
    expect(app.get(CacheService).market('markPrice', 'BTCUSDT')?.ageMs).toBe(7);
  });

  it('ends with the module', async () => {
    const clock = new VirtualClock();
    const app = await started([TradingCacheTestingModule.forRoot({ clock })]);
    await app.close();
    module = null;
    // Nothing runs by it any more: it moves at once.
    void clock.advance(HOUR_MS);
    expect(clock.now()).toBe(new VirtualClock().now() + HOUR_MS);
  });

  it('is the only one: a scheduler of the app does not beat for the cache', async () => {
    const clock = new VirtualClock();
    const imports = [ScheduleModule.forRoot(), TradingCacheTestingModule.forRoot({ clock })];
    const before = timers().length;
    await started(imports);
    expect(timers()).toHaveLength(before);
  });
});

describe('an app whose module names a folder', () => {
  const home = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'app-'));
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });

  @Injectable()
  class Job {
    @Interval(60_000)
    run(): void {}
  }

  @Module({
    imports: [
      ScheduleModule.forRoot(),
      TradingCacheModule.forRoot({
        strategyId: 'grid',
        userId: 'alice',
        store: 'file:./data',
        startup: 'background',
        durability: 'replicated',
        isGlobal: true,
      }),
      BotModule,
    ],
    providers: [Job],
  })
  class AppModule {}

  it('is tested without that folder, and on a virtual clock', async () => {
    const clock = new VirtualClock();
    const before = timers().length;
    module = await useTestingCache(Test.createTestingModule({ imports: [AppModule] }), { clock }).compile();
    await module.init();
    const { cache } = module.get(Bot, { strict: false });
    expect(cache.scope).toEqual({ strategyId: 'grid', userId: 'alice' });
    expect(cache.status()).toMatchObject({ state: 'serving', durability: 'continuous' });
    // The app's own job is all that its scheduler has.
    expect(timers()).toHaveLength(before + 1);
    cache.applyUpdate(anUpdate({ id: 'ended', status: 'CANCELED' }));
    await clock.advance(HOUR_MS);
    expect(cache.order('ended')).toBeNull();
    await module.close();
    module = null;
    expect(existsSync(join(folder, 'data'))).toBe(false);
    expect(timers()).toHaveLength(before);
  });
});

describe('flushed', () => {
  it.each([
    ['a module', (app: TestingModule) => app],
    ['a manager', (app: TestingModule) => app.get(CacheManager)],
    ['a scope', (app: TestingModule) => app.get(CacheService)],
  ])('waits until everything of %s is committed, under interval too', async (_, of) => {
    const app = await started([TradingCacheTestingModule.forRoot({ durability: 'interval' })]);
    app.get(CacheService).applyUpdate(anUpdate());
    expect(app.get(CacheService).status().dirty).toBeGreaterThan(0);
    await flushed(of(app));
    expect(app.get(CacheService).status().dirty).toBe(0);
  });

  @Injectable()
  class Follower {
    readonly seen: string[] = [];

    constructor(private readonly cache: CacheService) {}

    /** Follows each fill with another order, up to three. */
    @OnFill({ durable: 'follower' })
    async onFill({ quantity }: FillEvent): Promise<void> {
      await setImmediate();
      this.seen.push(quantity);
      if (this.seen.length < 3) this.cache.applyUpdate(anUpdate({ status: 'FILLED' }));
    }
  }

  it('waits for handlers, and for what they change', async () => {
    const [imports, providers] = [[TradingCacheTestingModule.forRoot()], [Follower]];
    module = await Test.createTestingModule({ imports, providers }).compile();
    await module.init();
    module.get(CacheService).applyUpdate(anUpdate({ status: 'FILLED', amount: '2' }));
    await flushed(module);
    expect(module.get(Follower).seen).toEqual(['2', '1', '1']);
    expect(module.get(CacheService).position('BTCUSDT')?.signedAmount).toBe('4');
    expect(module.get(CacheService).status().dirty).toBe(0);
  });
});
