import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { dumpScope } from '../../src/inspect/inspect.js';
import { RedisCache, RedisStateStore } from '../../src/redis.js';
import { openViewedStore } from '../../src/stores/store-url.js';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { update } from '../support/updates.js';

const SCOPE = { strategyId: 'default', userId: 'default' };

let server: RedisServer;
const managers = new TestManagers(() => ({ store: server.url }));

beforeAll(async () => {
  server = await RedisServer.start();
});

afterEach(async () => {
  await managers.closeAll();
  await server.flush();
});

afterAll(() => server.stop());

it('keeps the same scope of two applications apart, each under its prefix', async () => {
  const prefixes = ['', 'desk:', 'd*sk[1]\\:'];
  for (const keyPrefix of prefixes) {
    const manager = await managers.opened({ keyPrefix });
    manager.cache().applyUpdate(update({ id: `of ${keyPrefix}` }));
    await manager.cache().flush();
  }
  for (const keyPrefix of prefixes) {
    const view = await openViewedStore(server.url, keyPrefix);
    expect(await view.scopes()).toHaveLength(1);
    const lines: string[] = [];
    for await (const line of dumpScope(view, SCOPE)) lines.push(line);
    expect(lines.join('\n')).toContain(JSON.stringify(`of ${keyPrefix}`));
    await view.close();
  }
});

it.each(['{desk}:', 'de{sk:', 'desk}:', '{}'])(
  '%s is refused: a scope would not stay on one node',
  (keyPrefix) => {
    expect(() => new RedisStateStore(server.url, { keyPrefix })).toThrow('has braces');
    expect(() => new RedisCache({ url: server.url, keyPrefix })).toThrow('has braces');
    expect(() => managers.made({ keyPrefix })).toThrow('keyPrefix');
    const client = new Redis(server.url, { keyPrefix, lazyConnect: true });
    expect(() => new RedisStateStore({ client })).toThrow('has braces');
  },
);

it('stands before the keys of a RedisCache too, given, or as the client has it', async () => {
  const client = new Redis(server.url, { keyPrefix: 'desk:', lazyConnect: true });
  const [byUrl, byClient, other] = [
    new RedisCache({ url: server.url, keyPrefix: 'desk:' }),
    new RedisCache({ client }),
    new RedisCache({ client, keyPrefix: '' }),
  ];
  await byClient.setMarketData('BTCUSDT', 1);
  expect(await byUrl.getMarketData('BTCUSDT')).toBe(1);
  expect(await other.getMarketData('BTCUSDT')).toBeNull();
  expect(await server.ask((redis) => redis.keys('*'))).toEqual([
    'desk:trading-cache:market-data:{BTCUSDT}:json',
  ]);
  for (const cache of [byUrl, byClient, other]) await cache.close();
  client.disconnect();
});
