import { expect, it, jest } from '@jest/globals';
import { RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { TestManagers } from '../support/test-managers.js';
import { fill } from '../support/updates.js';

jest.setTimeout(60_000);

/** A unit that takes longer than an answer may, and than a lease lasts, at so many bytes a second. */
const SLOW_UNIT = 4_000;
const SLOW_LINE = 60_000;

it('over a slow line a unit that takes longer than is waited at first gets through, and the lease is kept meanwhile', async () => {
  const server = await RedisServer.start();
  const proxy = await TcpProxy.start(server.port);
  const managers = new TestManagers(() => ({ store: `redis://127.0.0.1:${proxy.port}`, leaseTime: 2 }));
  try {
    const cache = (await managers.opened()).cache();
    proxy.limit(SLOW_LINE);
    for (let id = 1; id <= SLOW_UNIT; id++) cache.applyUpdate(fill('1', '1', '100', { id: String(id) }));
    await server.ask(async (redis) => {
      while (cache.status().sequence === 0) expect(await redis.keys('*:lease')).toHaveLength(1);
    });
    proxy.limit(null);
    await cache.flush();
    await managers.ended();
    const again = (await managers.opened()).cache();
    expect(again.position('BTCUSDT')?.signedAmount).toBe(String(SLOW_UNIT));
    expect(again.checkIntegrity().faults).toEqual([]);
  } finally {
    await managers.closeAll();
    await proxy.stop();
    await server.stop();
  }
});
