import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CacheManager } from '../../src/cache/cache.manager.js';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { fill, update } from '../support/updates.js';

jest.setTimeout(60_000);

const META = 'trading-cache:{ZGVmYXVsdA.ZGVmYXVsdA}:meta';
const ORDERS = META.replace('meta', 'order');
const OTHER = JSON.stringify({ nonce: 'other', pid: 4711, hostname: 'alpha', address: 'http://alpha:3000' });
/** After this an idle scope asks its store whether all is well (ms). */
const CHECK_MS = 3_000;

let server: RedisServer;
let now: number;
const managers = new TestManagers(() => ({
  store: server.url,
  leaseTime: 1,
  closeTimeout: 2,
  now: () => now,
}));

beforeEach(async () => {
  now = Date.now();
  server = await RedisServer.start();
});

afterEach(async () => {
  await managers.closeAll();
  await server.stop();
});

/** Lets time pass for a scope, until it is as expected. */
async function ticksUntil(made: CacheManager, isReached: () => boolean): Promise<void> {
  while (!isReached()) {
    now += CHECK_MS;
    // The heartbeat goes on too where the store is away.
    await made.cache().tick().catch(() => undefined); // prettier-ignore
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a second process', () => {
  it('is refused under `fail` once the lease must have lapsed, naming the holder', async () => {
    await managers.opened({ address: 'http://127.0.0.1:3000' });
    await expect(managers.opened()).rejects.toThrow(`is held by process ${process.pid} on host`);
  });

  it('waits under `standby`, refuses changes naming the writer, and takes over with everything that was committed', async () => {
    const first = await managers.opened({ address: 'http://127.0.0.1:3000' });
    first.cache().applyUpdate(fill('1', '1', '100'));
    const second = managers.made({ onConflict: 'standby' });
    const taken = second.startAll();
    const cache = second.cache();
    await until(() => cache.status().state === 'standby');
    expect(cache.status()).toMatchObject({ state: 'standby', store: 'up' });
    expect(() => cache.applyUpdate(update())).toThrow(
      expect.objectContaining({
        code: 'SCOPE_STANDBY',
        message: expect.stringContaining('at http://127.0.0.1:3000'),
      }),
    );
    first.cache().applyUpdate(fill('3', '2', '100'));
    expect(await first.closeAll()).toEqual([]);
    await taken;
    expect(cache.status().state).toBe('serving');
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('can be closed while it waits, and the writer goes on', async () => {
    const first = await managers.opened();
    const second = managers.made({ onConflict: 'standby' });
    const taken = second.startAll().catch((error: unknown) => error);
    await until(() => second.cache().status().state === 'standby');
    expect(await second.closeAll()).toEqual([]);
    expect(await taken).toMatchObject({ code: 'SCOPE_HELD' });
    first.cache().applyUpdate(update());
    expect(await first.cache().flush()).toMatchObject({ sequence: 1 });
  });
});

/** The next process finds everything. */
async function expectWhole(): Promise<void> {
  const cache = (await managers.opened()).cache();
  expect(cache.position('BTCUSDT')?.signedAmount).toBe('1');
  expect(cache.checkIntegrity().faults).toEqual([]);
}

describe('a scope that its own process opens again', () => {
  it('has an epoch of its own, also where its store was not told of the close: what the former life sent would be refused', async () => {
    const proxy = await TcpProxy.start(server.port);
    try {
      const made = await managers.opened({ store: `redis://127.0.0.1:${proxy.port}`, startup: 'background' });
      const cache = made.cache();
      cache.applyUpdate(update());
      await cache.flush();
      const { epoch } = cache.status();
      proxy.refuse(true);
      await cache.close();
      proxy.refuse(false);
      await cache.start();
      expect(cache.status().epoch).toBeGreaterThan(epoch);
      expect(cache.ordersOpenCount()).toBe(1);
      await made.closeAll();
    } finally {
      await proxy.stop();
    }
  });
});

describe('an idle scope', () => {
  it('finds that another process took it over, stops, and says who has it', async () => {
    const first = await managers.opened();
    await server.ask((redis) => redis.hset(META, 'epoch', now + 1_000, 'nonce', 'other', 'holder', OTHER));
    await ticksUntil(first, () => first.cache().status().state === 'fenced');
    expect(first.cache().failure?.message).toContain('process 4711 on host alpha at http://alpha:3000');
    expect(() => first.cache().applyUpdate(update())).toThrow('process 4711 on host alpha');
  });

  it('writes everything again to a server that came back empty', async () => {
    const first = await managers.opened();
    first.cache().applyUpdate(fill('1', '1', '100'));
    await first.cache().flush();
    await server.kill();
    await server.start();
    let hasAll = false;
    void server.ask(async (redis) => {
      while ((await redis.exists(ORDERS)) === 0) await new Promise((resolve) => setImmediate(resolve));
      hasAll = true;
    });
    await ticksUntil(first, () => hasAll);
    expect(await first.closeAll()).toEqual([]);
    await expectWhole();
  });

  it('writes everything again to a server that has later batches than it sent: they are of before it went back', async () => {
    const made = await managers.opened();
    made.cache().applyUpdate(fill('1', '1', '100'));
    await made.cache().flush();
    await server.ask((redis) => redis.hset(META, 'sequence', 50));
    made.cache().applyUpdate(fill('2', '1', '100'));
    expect((await made.cache().flush()).sequence).toBeGreaterThan(50);
    expect(await made.closeAll()).toEqual([]);
    expect((await managers.opened()).cache().position('BTCUSDT')?.signedAmount).toBe('2');
  });

  it('does so at the latest when it is closed', async () => {
    const first = await managers.opened();
    first.cache().applyUpdate(fill('1', '1', '100'));
    await first.cache().flush();
    await server.flush();
    expect(await first.closeAll()).toEqual([]);
    await expectWhole();
  });

  it('writes nothing to a server that went back to before it took the scope and has an earlier holder', async () => {
    const first = await managers.opened();
    first.cache().applyUpdate(fill('1', '1', '100'));
    await first.cache().flush();
    await server.ask(async (redis) => {
      await redis.flushall();
      await redis.hset(META, 'epoch', 1, 'nonce', 'other', 'holder', OTHER, 'sequence', 0);
    });
    first.cache().applyUpdate(fill('2', '1', '100'));
    await until(() => first.cache().status().state === 'damaged');
    expect(first.cache().failure?.message).toContain('it went back in time');
    expect(await server.ask((redis) => redis.hgetall(META))).toMatchObject({ epoch: '1', nonce: 'other' });
    expect(await server.ask((redis) => redis.keys('*:order'))).toEqual([]);
  });
});
