import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CacheService } from '../../src/cache/cache.service.js';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { until } from '../support/until.js';
import { fill, update } from '../support/updates.js';

jest.setTimeout(60_000);

let server: RedisServer;
const managers = new TestManagers(() => ({ store: server.url, closeTimeout: 1 }));

beforeEach(async () => {
  server = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
});

afterEach(async () => {
  await managers.closeAll();
  await server.stop();
});

function stateOf(cache: CacheService): readonly [state: string, store: string] {
  const { state, store } = cache.status();
  return [state, store];
}

describe('a store that is away at the start', () => {
  it('fails a start that is waited for', async () => {
    await server.kill();
    const manager = managers.made();
    await expect(manager.startAll()).rejects.toThrow('The store is unavailable');
    expect(stateOf(manager.cache())).toEqual(['closed', 'away']);
  });

  it('is waited for in the background, and everything is there then', async () => {
    const first = managers.made();
    await first.startAll();
    first.cache().applyUpdate(fill('3', '3', '100'));
    expect((await first.cache().flush()).survives).toBe('server');
    await first.closeAll();
    await server.kill();

    const manager = managers.made({ startup: 'background' });
    const started = manager.startAll();
    await until(() => manager.cache().failure !== null);
    expect(stateOf(manager.cache())).toEqual(['loading', 'away']);
    expect(() => manager.cache().applyUpdate(update())).toThrow('is loading');
    await server.start();
    await started;
    expect(stateOf(manager.cache())).toEqual(['serving', 'up']);
    expect(manager.cache().position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('does not keep an app from closing', async () => {
    await server.kill();
    const manager = managers.made({ startup: 'background' });
    const started = manager.startAll().catch((error: unknown) => String(error));
    await until(() => manager.cache().failure !== null);
    expect(await manager.closeAll()).toEqual([]);
    expect(await started).toContain('The store is unavailable');
  });
});

describe('a store that goes away in mid-run', () => {
  it('lets memory serve, says so, and is told everything when it returns', async () => {
    const manager = managers.made();
    await manager.startAll();
    const cache = manager.cache();
    await server.kill();
    cache.applyUpdate(fill('3', '3', '100'));
    await until(() => cache.failure !== null);
    expect(stateOf(cache)).toEqual(['serving', 'away']);
    expect(cache.status().dirty).toBeGreaterThan(0);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
    await expect(cache.flush({ timeoutMs: 50 })).rejects.toThrow('The store is unavailable');
    cache.applyUpdate(fill('5', '2', '110'));
    await server.start();
    await cache.flush();
    expect(stateOf(cache)).toEqual(['serving', 'up']);
    expect(cache.status()).toMatchObject({ dirty: 0, syncLagMs: 0 });
    await manager.closeAll();

    const again = managers.made();
    await again.startAll();
    expect(again.cache().position('BTCUSDT')?.signedAmount).toBe('5');
  });

  it('and does not return until the app has closed: what is not saved is named', async () => {
    const manager = managers.made();
    await manager.startAll();
    await server.kill();
    manager.cache().applyUpdate(update());
    const failures = await manager.closeAll();
    expect(failures.map(String)).toEqual([
      expect.stringContaining('closed with 1 changes that the store has not confirmed'),
    ]);
    expect(manager.unsaved).toEqual(['default/default']);
  });
});
