import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { processHolder } from '../../src/cache/process-holder.js';
import { CacheService, OrderService, TradingCacheModule } from '../../src/index.js';
import { CacheHeartbeat } from '../../src/cache/cache.heartbeat.js';
import type { TradingCacheModuleOptions } from '../../src/index.js';
import { FaultStore } from '../support/fault-store.js';
import { RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { update } from '../support/updates.js';

let store: FaultStore;
let apps: TestingModule[];

beforeEach(() => {
  store = new FaultStore();
  apps = [];
});

afterEach(async () => {
  store.isAway = false;
  await Promise.all(apps.map((app) => app.close()));
  jest.restoreAllMocks();
});

/** Uses the cache as soon as the app is up, as hosts do. */
@Injectable()
class Host implements OnApplicationBootstrap {
  open: ReadonlySet<string> | null = null;

  constructor(private readonly cache: CacheService) {}

  async onApplicationBootstrap(): Promise<void> {
    this.open = await this.cache.getOpenOrders();
  }
}

async function compile(options: TradingCacheModuleOptions, ...providers: (typeof Host)[]) {
  const app = await Test.createTestingModule({
    imports: [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store, ...options })],
    providers,
  }).compile();
  apps.push(app);
  return app;
}

/** What the cache warns of and tells from now on. */
function logged(): string[] {
  const said: string[] = [];
  for (const level of ['warn', 'log'] as const)
    jest.spyOn(Logger.prototype, level).mockImplementation((message: string) => {
      said.push(`${level}: ${message}`);
    });
  return said;
}

describe('startup `require`', () => {
  it('has the scopes open when the host begins', async () => {
    const app = await (await compile({}, Host)).init();
    expect(app.get(Host).open).toEqual(new Set());
  });

  it('fails the start of the app when the store is away', async () => {
    store.isAway = true;
    const app = await compile({});
    await expect(app.init()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('startup `degrade`', () => {
  it('waits at init until a Redis that is there has been read, so that the first update is taken', async () => {
    const redis = await RedisServer.start();
    try {
      const app = await (await compile({ startup: 'degrade', store: redis.url }, Host)).init();
      expect(app.get(Host).open).toEqual(new Set());
      const cache = app.get(CacheService);
      expect(cache.status()).toMatchObject({ state: 'serving', store: 'up' });
      expect(cache.applyUpdate(update()).outcome).toBe('applied');
      await app.close();
    } finally {
      await redis.stop();
    }
  });

  it('resolves init once the store was found away, the scope serving from memory', async () => {
    store.isAway = true;
    const app = await (await compile({ startup: 'degrade' })).init();
    const cache = app.get(CacheService);
    expect(cache.status()).toMatchObject({ state: 'serving', store: 'away' });
    expect(cache.applyUpdate(update()).outcome).toBe('applied');
    store.isAway = false;
    await cache.flush();
  });

  it('fails the start of the app where another process has the scope', async () => {
    await (await compile({})).init();
    await expect((await compile({ startup: 'degrade' })).init()).rejects.toMatchObject({
      code: 'SCOPE_HELD',
    });
  });
});

describe('startup `background`', () => {
  it('lets the app start without its store, refuses until it is there, and lets one wait for it', async () => {
    store.isAway = true;
    const app = await (await compile({ startup: 'background' })).init();
    const cache = app.get(CacheService);
    expect(cache.status()).toMatchObject({ state: 'loading', store: 'away' });
    expect(() => cache.applyUpdate(update())).toThrow('Await cache.ready()');
    const ready = cache.ready();
    store.isAway = false;
    await ready;
    expect(cache.applyUpdate(update()).outcome).toBe('applied');
  });

  it('says what a scope could not be opened for, and ready() rejects with it', async () => {
    const other = await (await compile({})).init();
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const app = await (await compile({ startup: 'background' })).init();
    await expect(app.get(CacheService).ready()).rejects.toMatchObject({ code: 'SCOPE_HELD' });
    expect(said.mock.calls).toEqual([
      ['A scope could not be opened.', expect.objectContaining({ code: 'SCOPE_HELD' })],
    ]);
    await other.close();
    await app.get(CacheService).ready();
  });
});

describe('a store that goes away and comes back', () => {
  it('is said in the log once each, however many beats go by', async () => {
    const app = await (await compile({})).init();
    const said = logged();
    const cache = app.get(CacheService);
    const heartbeat = app.get(CacheHeartbeat, { strict: false });
    store.isAway = true;
    cache.applyUpdate(update());
    await until(() => cache.failure !== null);
    for (let beat = 0; beat < 3; beat++) await heartbeat.beat();
    store.isAway = false;
    await cache.flush();
    for (let beat = 0; beat < 3; beat++) await heartbeat.beat();
    expect(said).toEqual([
      expect.stringContaining('warn: Scope default: The store is unavailable: it is away'),
      'log: Scope default: all is well again.',
    ]);
  });
});

describe('a scope that another process has', () => {
  it('is told of once while it is waited for, however many beats go by, and once when it was taken over', async () => {
    const other = await store.acquire({ strategyId: 'default', userId: 'default' }, processHolder(null));
    const app = await compile({ startup: 'background', onConflict: 'standby' });
    const said = logged();
    await app.init();
    const cache = app.get(CacheService);
    await until(() => cache.status().state === 'standby');
    const heartbeat = app.get(CacheHeartbeat, { strict: false });
    for (let beat = 0; beat < 3; beat++) await heartbeat.beat();
    await other.release();
    await cache.ready();
    for (let beat = 0; beat < 3; beat++) await heartbeat.beat();
    expect(said).toEqual([
      expect.stringMatching(/^warn: Scope default\/default is held by process \d+ .* Waiting on standby/),
      expect.stringMatching(/^log: Scope default\/default: waited .* This process has it now\.$/),
    ]);
  });
});

describe('a test of the host', () => {
  it('puts its own services in the place of the default scope', async () => {
    const mine = { getOpenOrders: () => Promise.resolve(new Set(['mine'])) };
    const app = await Test.createTestingModule({
      imports: [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store })],
      providers: [Host],
    })
      .overrideProvider(CacheService)
      .useValue(mine)
      .compile();
    apps.push(app);
    await app.init();
    expect(app.get(Host).open).toEqual(new Set(['mine']));
    expect(app.get(OrderService).ordersCount()).toBe(0);
  });
});
