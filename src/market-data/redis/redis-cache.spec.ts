import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { RedisServer } from '../../../test/support/redis-server.js';
import { InvalidClientError } from '../../stores/redis/host-client.js';
import {
  DamagedRecordError,
  InvalidStoreUrlError,
  StoreUnavailableError,
} from '../../stores/store.errors.js';
import { InvalidMarketDataError } from '../market-data.errors.js';
import { RedisCache } from './redis-cache.js';
import type { RedisCacheOptions } from './redis-cache.js';

const KEY = 'trading-cache:market-data:{BTCUSDT}:json';
const MARK = { price: '100', timestamp: 1 };

let server: RedisServer;
let caches: RedisCache[] = [];

beforeAll(async () => {
  server = await RedisServer.start();
});

afterEach(async () => {
  await Promise.all(caches.map((cache) => cache.close()));
  caches = [];
  await server.flush();
});

afterAll(() => server.stop());

function open(options: RedisCacheOptions = { url: server.url }): RedisCache {
  const cache = new RedisCache(options);
  caches.push(cache);
  return cache;
}

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await sleep(10);
}

/** Connections that the server has, but for the one that asks. */
async function connections(): Promise<number> {
  const list = String(await server.ask((redis) => redis.call('CLIENT', 'LIST')));
  return list.trim().split('\n').length - 1;
}

describe('a RedisCache', () => {
  it('shows to one process what another one has set, the latest first', async () => {
    const [writer, reader] = [open(), open()];
    await writer.setMarketData('BTCUSDT', { bid: '100' });
    expect(await reader.getMarketData('BTCUSDT')).toEqual({ bid: '100' });
    await reader.setMarketData('BTCUSDT', ['any', { thing: null }, 7]);
    expect(await writer.getMarketData('BTCUSDT')).toEqual(['any', { thing: null }, 7]);
    await writer.setMarketData('BTCUSDT', null);
    expect(await reader.getMarketData('BTCUSDT')).toBeNull();
  });

  it('knows nothing of what was never set', async () => {
    const cache = open();
    expect(await cache.getMarketData('BTCUSDT')).toBeNull();
    expect(await cache.market('kline', 'BTCUSDT', '1m')).toBeNull();
  });

  it('keeps typed values by kind, symbol and interval, each beside the plain one', async () => {
    const [writer, reader] = [open(), open()];
    const kline = { open: '1', high: '2', low: '1', close: '2', volume: '9', timestamp: 5 };
    await writer.setMarketData('BTCUSDT', 'plain');
    await writer.setMarket('markPrice', 'BTCUSDT', { price: '0100.50'.slice(1), timestamp: null });
    await writer.setMarket('kline', 'BTCUSDT', kline);
    await writer.setMarket('kline', 'BTCUSDT', { ...kline, volume: '60' }, { interval: '1h' });
    expect(await reader.getMarketData('BTCUSDT')).toBe('plain');
    expect((await reader.market('markPrice', 'BTCUSDT'))?.value).toEqual({ price: '100.5', timestamp: null });
    expect((await reader.market('kline', 'BTCUSDT'))?.value).toEqual(kline);
    expect((await reader.market('kline', 'BTCUSDT', '1h'))?.value).toEqual({ ...kline, volume: '60' });
    expect(await reader.market('kline', 'BTCUSDT', '1m')).toBeNull();
    expect(await reader.market('trade', 'BTCUSDT')).toBeNull();
  });

  it('takes symbols for data, whatever they are made of', async () => {
    const cache = open();
    const symbols = [
      'BTC/USDT:USDT', '}', '{', '{}', '}{', ':', '::', '*', '?', '[a]', '\\', '%', '%7B', '__proto__', 'a b', 'ü', '日本',
      '😀', '"', 'a:json', 'a}:json', '../..', ' ', 'x'.repeat(512), '😀'.repeat(256),
    ]; // prettier-ignore
    for (const symbol of symbols) {
      await cache.setMarketData(symbol, { symbol });
      await cache.setMarket('kline', 'a', klineOf('1'), { interval: symbol });
      await cache.setMarket('trade', symbol, { price: '1', size: '1', timestamp: null });
    }
    for (const symbol of symbols) {
      expect(await cache.getMarketData(symbol)).toEqual({ symbol });
      expect(await cache.market('kline', 'a', symbol)).not.toBeNull();
    }
    const keys = await server.ask((redis) => redis.keys('*'));
    expect(keys).toHaveLength(3 * symbols.length);
    for (const key of keys)
      expect(key).toMatch(/^trading-cache:market-data:\{[^{}:]+\}:(?:json|kline:[^{}:]+|trade:)$/);
  });

  it.each([[''], ['a\nb'], ['\u0000'], ['\u001f'], ['\ud800'], ['x'.repeat(513)], [7 as unknown as string]])(
    'refuses the name %j, of a symbol or an interval',
    async (name) => {
      const cache = open();
      const refused = [
        cache.setMarketData(name, 1),
        cache.getMarketData(name),
        cache.setMarket('markPrice', name, MARK),
        cache.market('markPrice', name),
        cache.setMarket('kline', 'a', klineOf('1'), { interval: name }),
        cache.market('kline', 'a', name),
      ];
      for (const call of refused) await expect(call).rejects.toThrow(InvalidMarketDataError);
      expect(await server.ask((redis) => redis.dbsize())).toBe(0);
    },
  );

  it('refuses values that are none', async () => {
    const cache = open();
    const circle: unknown[] = [];
    circle.push(circle);
    for (const data of [undefined, () => 1, circle, 7n])
      await expect(cache.setMarketData('A', data)).rejects.toThrow(InvalidMarketDataError);
    await expect(cache.setMarket('markPrice', 'A', { price: '-1', timestamp: 1 })).rejects.toThrow(
      'price must not be negative',
    );
    await expect(cache.setMarket('nothing' as 'trade', 'A', {} as never)).rejects.toThrow(
      'kind must be one of',
    );
  });

  it('reads only what a RedisCache wrote', async () => {
    const cache = open();
    for (const text of ['', '{', '7', 'null', '{"value":1}', '[60000,1]']) {
      await server.ask((redis) => redis.set(KEY, text));
      await expect(cache.getMarketData('BTCUSDT')).rejects.toThrow(DamagedRecordError);
    }
    await cache.setMarketData('BTCUSDT', 1);
    await server.ask((redis) => redis.rename(KEY, KEY.replace('json', 'markPrice:')));
    await expect(cache.market('markPrice', 'BTCUSDT')).rejects.toThrow(DamagedRecordError);
  });
});

describe('the time to live', () => {
  it('is an hour, or what the cache or the call says', async () => {
    const ttl = async (): Promise<number> => server.ask((redis) => redis.pttl(KEY));
    await open().setMarketData('BTCUSDT', 1);
    expect(await ttl()).toBeGreaterThan(3_500_000);
    expect(await ttl()).toBeLessThanOrEqual(3_600_000);
    const cache = open({ url: server.url, timeToLive: 600 });
    await cache.setMarketData('BTCUSDT', 1);
    expect(await ttl()).toBeGreaterThan(500_000);
    expect(await ttl()).toBeLessThanOrEqual(600_000);
    await cache.setMarketData('BTCUSDT', 1, { timeToLive: 60.5 });
    expect(await ttl()).toBeGreaterThan(30_000);
    expect(await ttl()).toBeLessThanOrEqual(60_500);
  });

  it('over, there is no value', async () => {
    const cache = open();
    await cache.setMarketData('BTCUSDT', 1, { timeToLive: 0.05 });
    await until(async () => (await cache.getMarketData('BTCUSDT')) === null);
    await cache.setMarket('markPrice', 'BTCUSDT', MARK);
    await server.ask((redis) => redis.pexpireat(KEY.replace('json', 'markPrice:'), 1));
    expect(await cache.market('markPrice', 'BTCUSDT')).toBeNull();
  });

  it('tells the age, by the clock of Redis alone', async () => {
    const cache = open();
    await cache.setMarket('markPrice', 'BTCUSDT', MARK, { timeToLive: 3_000 });
    const fresh = await cache.market('markPrice', 'BTCUSDT');
    expect(fresh?.ageMs).toBeLessThan(1_000_000);
    await server.ask((redis) => redis.pexpire(KEY.replace('json', 'markPrice:'), 1_000_000));
    const { value, ageMs } = (await cache.market('markPrice', 'BTCUSDT')) ?? { value: null, ageMs: NaN };
    expect(value).toEqual(MARK);
    expect(ageMs).toBeGreaterThanOrEqual(2_000_000);
    expect(ageMs).toBeLessThan(3_000_000);
  });

  it.each([0, -1, NaN, Infinity, 0.0001, 1e10, '60' as unknown as number])(
    'is refused as %p',
    async (timeToLive) => {
      expect(() => new RedisCache({ timeToLive })).toThrow(InvalidMarketDataError);
      await expect(open().setMarketData('A', 1, { timeToLive })).rejects.toThrow(InvalidMarketDataError);
    },
  );
});

describe('the connection', () => {
  it('is not made before it is needed, and gone after close', async () => {
    const cache = open();
    expect(await connections()).toBe(0);
    await cache.getMarketData('A');
    expect(await connections()).toBe(1);
    await cache.close();
    await until(async () => (await connections()) === 0);
    await expect(cache.getMarketData('A')).rejects.toThrow(StoreUnavailableError);
    await cache.close();
    await open().close();
  });

  it('is a like one of a client of the host, which stays open', async () => {
    const client = new Redis(server.url);
    try {
      const cache = open({ client });
      await cache.setMarketData('A', 1);
      await cache.close();
      expect(await client.get('trading-cache:market-data:{A}:json')).toContain('"value":1');
    } finally {
      client.disconnect();
    }
  });

  it('is closed by Nest with the application', async () => {
    const module = await Test.createTestingModule({
      providers: [{ provide: RedisCache, useFactory: () => open() }],
    }).compile();
    await module.init();
    await module.get(RedisCache).setMarketData('A', 1);
    await module.close();
    await until(async () => (await connections()) === 0);
    expect(await connections()).toBe(0);
  });

  it('is refused where it leads nowhere', () => {
    expect(() => new RedisCache({ url: 'http://127.0.0.1' })).toThrow(InvalidStoreUrlError);
    expect(() => new RedisCache({ client: {} as Redis })).toThrow(InvalidClientError);
  });
});

describe('while Redis is away', () => {
  it('every call fails, and the next one after its return works', async () => {
    const away = await RedisServer.start();
    try {
      const [used, fresh] = [open({ url: away.url }), open({ url: away.url })];
      await used.setMarketData('A', 1);
      await away.kill();
      for (const cache of [used, fresh]) {
        await expect(cache.getMarketData('A')).rejects.toThrow(StoreUnavailableError);
        await expect(cache.setMarketData('A', 1)).rejects.toThrow(StoreUnavailableError);
      }
      await away.start();
      for (const cache of [used, fresh]) {
        await until(() => cache.setMarketData('A', 2).then(() => true));
        expect(await cache.getMarketData('A')).toBe(2);
      }
    } finally {
      await away.stop();
    }
  });

  it('a call that is not answered fails, on a new connection and on one that was used', async () => {
    const hung = await RedisServer.start();
    try {
      const [used, fresh] = [open({ url: hung.url }), open({ url: hung.url })];
      await used.setMarketData('A', 1);
      hung.suspend();
      const calls = [used, fresh].map((cache) => cache.getMarketData('A'));
      for (const call of calls) await expect(call).rejects.toThrow(StoreUnavailableError);
      hung.resume();
      for (const cache of [used, fresh]) await until(async () => (await cache.getMarketData('A')) === 1);
    } finally {
      await hung.stop();
    }
  });

  it('what Redis refuses is said with what to do', async () => {
    const cache = open();
    await cache.setMarketData('A', 1);
    await server.ask((redis) => redis.config('SET', 'maxmemory', '1'));
    await expect(cache.setMarketData('A', 1)).rejects.toThrow('raise maxmemory');
    await server.ask((redis) => redis.config('SET', 'maxmemory', '0'));
    await server.ask((redis) => redis.hset(KEY, 'a', '1'));
    await expect(cache.getMarketData('BTCUSDT')).rejects.toThrow('WRONGTYPE');
  });
});

function klineOf(price: string): {
  readonly open: string; readonly high: string; readonly low: string; readonly close: string; readonly volume: string;
  readonly timestamp: null;
} {
  return { open: price, high: price, low: price, close: price, volume: '1', timestamp: null };
} // prettier-ignore
