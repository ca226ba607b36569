import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { CacheManager, CacheService, TradingCacheModule } from '../../src/index.js';
import type { TradingCacheModuleOptions } from '../../src/index.js';
import { FaultStore } from '../support/fault-store.js';
import { update } from '../support/updates.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shutdown-'));
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** Somebody who hears of something last when the app is going down already. */
@Injectable()
class LastWord implements BeforeApplicationShutdown {
  constructor(private readonly cache: CacheService) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.cache.applyUpdate(update({ id: 'last' }));
    await this.cache.flush();
  }
}

async function start(
  options: TradingCacheModuleOptions,
  providers: (new (cache: CacheService) => object)[] = [],
): Promise<TestingModule> {
  const app = await Test.createTestingModule({
    imports: [ScheduleModule.forRoot(), TradingCacheModule.forRoot(options)],
    providers,
  })
    .setLogger(SILENT)
    .compile();
  return app.init();
}

/** How many things keep this process alive. */
function resources(): number {
  return process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length;
}

describe('an app that closes', () => {
  it('writes what changed until the last moment, and lets whoever waits for a commit finish', async () => {
    const store = new FaultStore();
    const app = await start({ store, durability: 'interval', syncInterval: 3_600 }, [LastWord]);
    app.get(CacheService).applyUpdate(update());
    await app.close();
    const again = await start({ store });
    expect(await again.get(CacheService).getOpenOrders()).toEqual(new Set(['7', 'last']));
    await again.close();
  });

  it('refuses what comes after', async () => {
    const app = await start({ store: 'memory:' });
    const cache = app.get(CacheService);
    await app.close();
    expect(() => cache.applyUpdate(update())).toThrow('Scope default/default is closed');
  });

  it.each([
    ['in memory', () => 'memory:'],
    ['in a folder', () => `file:${folder}`],
  ])('leaves nothing open, its store %s', async (_, store) => {
    const before = resources();
    const app = await start({ store: store() });
    app.get(CacheService).applyUpdate(update());
    await app.get(CacheService).flush({ timeoutMs: 60_000 });
    await app.close();
    // What was closed is let go of some turns later; what was not closed would let this test run into its limit.
    while (resources() > before) await new Promise((resolve) => setImmediate(resolve));
    expect(resources()).toBeLessThanOrEqual(before);
  });

  it("and cannot save everything says so, and leaves the host's own store open", async () => {
    const store = new FaultStore();
    const app = await start({
      store,
      closeTimeout: 1,
      scopes: [{ name: 'b', strategyId: 's', userId: 'u' }],
    });
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    store.isAway = true;
    app.get(CacheService).applyUpdate(update());
    const manager = app.get(CacheManager);
    await app.close().catch(() => undefined);
    expect(said.mock.calls).toEqual([
      [expect.stringMatching(/^Scope default\/default closed with 1 changes .* \(.*it is away/)],
      ['The close failed; this process ends with code 1. Not all changes were saved of default/default.'],
    ]);
    expect(manager.unsaved).toEqual(['default/default']);
    expect(store.closed).toBe(0);
  });
});
