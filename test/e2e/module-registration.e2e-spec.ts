import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import {
  BalanceService,
  CacheManager,
  CacheService,
  DEFAULT_SCOPE,
  getBalanceServiceToken,
  getCacheToken,
  InjectBalances,
  InjectCache,
  InjectMarketData,
  InjectOrders,
  InjectParameters,
  InjectPositions,
  InjectReconciliation,
  MarketDataService,
  OrderService,
  ParameterService,
  PositionService,
  ReconciliationService,
  TradingCacheModule,
} from '../../src/index.js';
import { MemoryStateStore } from '../../src/store.js';
import type { TradingCacheModuleOptions } from '../../src/index.js';
import { fill, update } from '../support/updates.js';

const SCOPES = [{ name: 'alpha', strategyId: 'a', userId: 'me' }];

let apps: TestingModule[] = [];

afterEach(async () => {
  await Promise.all(apps.map((app) => app.close()));
  apps = [];
});

async function start(...imports: (DynamicModule | (new () => object))[]): Promise<TestingModule> {
  const app = await Test.createTestingModule({ imports: [ScheduleModule.forRoot(), ...imports] }).compile();
  apps.push(app);
  return app.init();
}

@Injectable()
class Desk {
  constructor(
    readonly cache: CacheService,
    @InjectCache('alpha') readonly alpha: CacheService,
    @InjectOrders('alpha') readonly orders: OrderService,
    @InjectPositions('alpha') readonly positions: PositionService,
  ) {}
}

@Injectable()
class Book {
  constructor(
    readonly cache: CacheService,
    readonly orders: OrderService,
    readonly positions: PositionService,
  ) {}
}

@Injectable()
class Services {
  readonly injected: readonly object[];

  constructor(
    balances: BalanceService,
    marketData: MarketDataService,
    parameters: ParameterService,
    reconciliation: ReconciliationService,
    @InjectBalances('alpha') balancesOfAlpha: BalanceService,
    @InjectMarketData('alpha') marketDataOfAlpha: MarketDataService,
    @InjectParameters('alpha') parametersOfAlpha: ParameterService,
    @InjectReconciliation('alpha') reconciliationOfAlpha: ReconciliationService,
  ) {
    const ofAlpha = [balancesOfAlpha, marketDataOfAlpha, parametersOfAlpha, reconciliationOfAlpha];
    this.injected = [balances, marketData, parameters, reconciliation, ...ofAlpha];
  }
}

@Module({ imports: [TradingCacheModule.forFeature(['alpha'])], providers: [Desk], exports: [Desk] })
class DeskModule {}

describe('scopes by name', () => {
  it('are injected into a feature module, each over its own state', async () => {
    const root = TradingCacheModule.forRoot({
      store: new MemoryStateStore(),
      scopes: SCOPES,
      isGlobal: true,
    });
    const { cache, alpha, orders, positions } = (await start(root, DeskModule)).get(Desk, { strict: false });
    expect([orders, positions]).toEqual([alpha.orderService, alpha.positionService]);
    alpha.applyUpdate(fill('1', '1', '100'));
    expect([cache.position('BTCUSDT'), positions.position('BTCUSDT')?.signedAmount]).toEqual([null, '1']);
    expect([cache.scope, alpha.scope]).toEqual([
      { strategyId: 'default', userId: 'default' },
      { strategyId: 'a', userId: 'me' },
    ]);
  });

  it.each([
    ['alone', TradingCacheModule.forFeature()],
    ['beside others', TradingCacheModule.forFeature([DEFAULT_SCOPE, 'alpha'])],
  ])('are injected without a name too, %s', async (_, feature) => {
    @Module({ imports: [feature], providers: [Book], exports: [Book] })
    class BookModule {}
    const app = await start(TradingCacheModule.forRoot({ store: 'memory:', scopes: SCOPES }), BookModule);
    const { cache, orders, positions } = app.get(Book, { strict: false });
    expect(cache).toBe(app.get(CacheManager, { strict: false }).cache());
    expect([orders, positions]).toEqual([cache.orderService, cache.positionService]);
  });

  it('have all their services injectable, by class and by name, in as many modules as ask for them', async () => {
    const feature = TradingCacheModule.forFeature([DEFAULT_SCOPE, 'alpha', 'alpha']);
    @Module({ imports: [feature], providers: [Services], exports: [Services] })
    class First {}
    @Module({ imports: [TradingCacheModule.forFeature(['alpha']), TradingCacheModule.forFeature()] })
    class Second {}
    const root = TradingCacheModule.forRoot({ store: 'memory:', scopes: SCOPES });
    const app = await start(root, First, Second);
    const manager = app.get(CacheManager);
    const { injected } = app.get(Services, { strict: false });
    expect(injected).toEqual(
      [manager.cache(), manager.cache('alpha')].flatMap((cache) => [
        cache.balanceService,
        cache.marketDataService,
        cache.parameterService,
        cache.reconciliationService,
      ]),
    );
    expect(new Set(injected).size).toBe(8);
    expect(app.get(getBalanceServiceToken('alpha'), { strict: false })).toBe(injected[4]);
  });

  it('that nobody opened fail the start, naming those that there are', async () => {
    const root = TradingCacheModule.forRoot({ store: 'memory:', scopes: SCOPES });
    const feature = TradingCacheModule.forFeature(['beta']);
    await expect(start(root, feature)).rejects.toThrow('no scope named "beta"; there are: default, alpha');
  });

  it('are opened, listed and closed while the app runs', async () => {
    const store = new MemoryStateStore();
    const manager = (await start(TradingCacheModule.forRoot({ store }))).get(CacheManager);
    const opened = await manager.open({ strategyId: 's', userId: 'u' });
    opened.applyUpdate(update());
    expect(manager.list().map(({ name }) => name)).toEqual(['default', 's/u']);
    await expect(manager.open({ strategyId: 's', userId: 'u' })).rejects.toThrow('is open in this process');
    expect(manager.find({ strategyId: 's', userId: 'u' })).toBe(opened);
    await manager.close('s/u');
    expect(() => manager.cache('s/u')).toThrow('no scope named');
    expect(() => opened.orders()).toThrow('is closed');
    expect((await manager.open({ strategyId: 's', userId: 'u', name: 'again' })).ordersCount()).toBe(1);
  });
});

@Injectable()
class OptionsFactory {
  createTradingCacheOptions(): TradingCacheModuleOptions {
    return { store: 'memory:', strategyId: 'from a class' };
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class OptionsModule {}

describe('options', () => {
  it.each<[string, DynamicModule, string]>([
    ['forRoot', TradingCacheModule.forRoot({ store: 'memory:', strategyId: 'plain' }), 'plain'],
    [
      'useFactory',
      TradingCacheModule.forRootAsync({
        useFactory: () => Promise.resolve({ store: 'memory:', strategyId: 'from a factory' }),
      }),
      'from a factory',
    ],
    ['useClass', TradingCacheModule.forRootAsync({ useClass: OptionsFactory }), 'from a class'],
    [
      'useExisting',
      TradingCacheModule.forRootAsync({ imports: [OptionsModule], useExisting: OptionsFactory }),
      'from a class',
    ],
  ])('by %s', async (_, root, strategyId) => {
    expect((await start(root)).get(CacheService).scope.strategyId).toBe(strategyId);
  });

  it('that are wrong fail the start with every fault listed', async () => {
    const wrong = { store: 7, syncInterval: -1, durability: 'sometimes', colour: 'red' } as never;
    await expect(start(TradingCacheModule.forRoot(wrong))).rejects.toThrow(/colour[^]*|store[^]*/);
    const message = await start(TradingCacheModule.forRoot(wrong)).catch((error: unknown) => String(error));
    for (const name of ['store', 'syncInterval', 'durability', 'colour']) expect(message).toContain(name);
  });
});

describe('a host that', () => {
  it('registers the root twice is told to use forFeature', async () => {
    const roots = [
      TradingCacheModule.forRoot({ store: 'memory:' }),
      TradingCacheModule.forRoot({ store: 'memory:', userId: 'b' }),
    ];
    await expect(start(...roots)).rejects.toMatchObject({ code: 'DUPLICATE_ROOT' });
  });

  it('asks for startup in the background can wait for it', async () => {
    const app = await start(TradingCacheModule.forRoot({ store: 'memory:', startup: 'background' }));
    const cache = app.get(CacheService);
    await cache.ready();
    expect(cache.status().state).toBe('serving');
  });

  it('overrides a provider gets its own', async () => {
    const app = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        TradingCacheModule.forRoot({ store: 'memory:', scopes: SCOPES, isGlobal: true }),
        DeskModule,
      ],
    })
      .overrideProvider(getCacheToken('alpha'))
      .useValue('mine')
      .compile();
    apps.push(app);
    await app.init();
    expect(app.get(Desk).alpha).toBe('mine');
  });
});
