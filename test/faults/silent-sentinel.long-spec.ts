import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RedisSentinels } from '../support/redis-sentinel.js';
import { freePort, RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { TestManagers } from '../support/test-managers.js';
import { until } from '../support/until.js';
import { fill } from '../support/updates.js';

jest.setTimeout(60_000);

let server: RedisServer;
let proxy: TcpProxy;
let timersBefore: number;
const managers = new TestManagers(() => ({ closeTimeout: 5 }));

beforeAll(() => {
  timersBefore = timers();
});

beforeEach(async () => {
  server = await RedisServer.start();
  proxy = await TcpProxy.start(server.port);
  proxy.stall(true);
});

afterEach(async () => {
  await managers.closeAll();
  await proxy.stop();
  await server.stop();
});

// For 2 s after each Sentinel that could not be asked, ioredis keeps a timer, and has no option for it.
afterAll(() => until(() => timers() <= timersBefore));

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('a Sentinel that takes connections and says nothing', () => {
  it('keeps nobody from asking the next one', async () => {
    const sentinels = await RedisSentinels.start();
    try {
      const store = sentinels.url.replace('//', `//127.0.0.1:${proxy.port},`);
      const cache = (await managers.opened({ store })).cache();
      cache.applyUpdate(fill('1', '1', '100'));
      expect(await cache.flush()).toMatchObject({ sequence: 1 });
      await managers.ended();
    } finally {
      await sentinels.stop();
    }
  });

  it('and is the only one: the start fails, as it does where none is there, and says so', async () => {
    for (const port of [proxy.port, await freePort()]) {
      const store = `redis-sentinel://127.0.0.1:${port}/cache`;
      await expect(managers.opened({ store })).rejects.toThrow('All sentinels are unreachable');
    }
  });
});
