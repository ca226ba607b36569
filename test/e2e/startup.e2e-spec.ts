import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { processHolder } from '../../src/cache/process-holder.js';
import {
  CacheManager,
  CacheService,
  OrderService,
  ScopeStandbyError,
  StoreUnavailableError,
  TradingCacheModule,
  TradingCacheOptions,
} from '../../src/index.js';
import { CacheHeartbeat } from '../../src/cache/cache.heartbeat.js';
import type { TradingCacheModuleOptions } from '../../src/index.js';
import { FaultStore } from '../support/fault-store.js';
import { RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { fill, update } from '../support/updates.js';

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
      [
        expect.stringMatching(
          /^Scope default could not be opened: Scope default\/default is held by process/,
        ),
      ],
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
      expect.stringMatching(/^log: default\/default on the host's own store: 0 open orders, /),
    ]);
  });
});

describe('a scope that another process has, on standby', () => {
  const DEFAULT = { strategyId: 'default', userId: 'default' };

  it.each(['require', 'degrade', 'background'] as const)(
    'lets the app start under `%s`, refuses until it is given back, and then takes over',
    async (startup) => {
      const other = await store.acquire(DEFAULT, processHolder(null));
      const app = await (await compile({ startup, onConflict: 'standby' })).init();
      const cache = app.get(CacheService);
      await until(() => cache.status().state === 'standby');
      expect(() => cache.applyUpdate(update())).toThrow(ScopeStandbyError);
      await other.release();
      await cache.ready();
      expect(cache.applyUpdate(update()).outcome).toBe('applied');
    },
  );

  it('goes on waiting while the store is away, under `require` too', async () => {
    const other = await store.acquire(DEFAULT, processHolder(null));
    const app = await (await compile({ onConflict: 'standby' })).init();
    const cache = app.get(CacheService);
    store.isAway = true;
    await until(() => cache.failure instanceof StoreUnavailableError);
    store.isAway = false;
    await other.release();
    await cache.ready();
    expect(cache.status().state).toBe('serving');
  });

  it('says why it could not be opened after all, once', async () => {
    const other = await store.acquire(DEFAULT, processHolder(null));
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const app = await (await compile({ onConflict: 'standby' })).init();
    const cache = app.get(CacheService);
    const acquire = jest.spyOn(store, 'acquire').mockRejectedValue(new Error('no such layout'));
    await until(() => cache.status().state === 'closed');
    expect(said.mock.calls).toEqual([['default/default could not be opened: no such layout']]);
    acquire.mockRestore();
    await other.release();
  });

  it('ends while it waits without an error', async () => {
    await store.acquire(DEFAULT, processHolder(null));
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const app = await (await compile({ onConflict: 'standby' })).init();
    await app.close();
    expect(said.mock.calls).toEqual([]);
  });

  it('is acquired at run time without a wait, and serves once it is given back', async () => {
    const other = await store.acquire({ strategyId: 's', userId: 'u' }, processHolder(null));
    const app = await (await compile({ onConflict: 'standby' })).init();
    const cache = await app.get(CacheManager).acquire({ strategyId: 's', userId: 'u' });
    expect(cache.status().state).toBe('standby');
    await other.release();
    await cache.ready();
    expect(cache.status().state).toBe('serving');
  });
});

describe('the log of a start', () => {
  it('has one line a scope: where it is, what it has, and how long that took', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'startup-'));
    const options = { store: `file:${folder}`, strategyId: 'grid', userId: 'alice' };
    const first = await (await compile(options)).init();
    first.get(CacheService).applyUpdate(update());
    first.get(CacheService).applyUpdate(fill('1', '1', '100', { id: '8' }));
    await first.close();
    const said = logged();
    await (await compile(options)).init();
    expect(said.filter((line) => line.includes('loaded'))).toEqual([
      expect.stringMatching(
        `^log: grid/alice on file:${folder}: 2 open orders, 1 position, loaded in \\d+ ms$`,
      ),
    ]);
    await Promise.all(apps.splice(0).map((app) => app.close()));
    rmSync(folder, { recursive: true });
  });

  it('never shows the password of a Redis', async () => {
    const redis = await RedisServer.start();
    try {
      await redis.ask((client) => client.config('SET', 'requirepass', 'secret'));
      const said = logged();
      const app = await (await compile({ store: `redis://:secret@127.0.0.1:${redis.port}/2` })).init();
      const place = `the Redis at 127.0.0.1:${redis.port}/2`;
      expect(said).toContainEqual(expect.stringContaining(`log: default/default on ${place}: 0 open orders`));
      expect(said.join()).not.toContain('secret');
      await app.close();
    } finally {
      await redis.stop();
    }
  }, 60_000);

  it('says once that a Redis came back empty, when all was rewritten from memory', async () => {
    const redis = await RedisServer.start();
    try {
      const app = await (await compile({ store: redis.url })).init();
      const cache = app.get(CacheService);
      cache.applyUpdate(update());
      await cache.flush();
      const said = logged();
      await redis.flush();
      for (const id of ['8', '9']) {
        cache.applyUpdate(update({ id }));
        await cache.flush();
      }
      expect(said).toEqual([
        expect.stringMatching(
          /^warn: default\/default on the Redis at .* came back empty or older .* rewritten from memory: 2 open orders, 0 positions/,
        ),
      ]);
      await app.close();
    } finally {
      await redis.stop();
    }
  }, 60_000);
});

describe('a test of the host', () => {
  it('overrides some of the options, and the others stay as they were given', async () => {
    const app = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        TradingCacheModule.forRootAsync({
          useFactory: () => ({ store: 'redis://nowhere', strategyId: 'grid', durability: 'replicated' }),
        }),
      ],
    })
      .overrideProvider(TradingCacheOptions)
      .useValue({ store: 'memory:', durability: 'continuous' })
      .compile();
    apps.push(app);
    await app.init();
    const cache = app.get(CacheService);
    expect(cache.scope.strategyId).toBe('grid');
    cache.applyUpdate(update());
    expect((await cache.flush()).survives).toBe('nothing');
  });

  it('is told what is wrong with the options that it overrides', async () => {
    const compiled = Test.createTestingModule({
      imports: [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store })],
    })
      .overrideProvider(TradingCacheOptions)
      .useValue({ sore: 'memory:' })
      .compile();
    await expect(compiled).rejects.toThrow('sore');
  });

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
