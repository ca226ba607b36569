import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { freePort, RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { until } from '../support/until.js';
import { fill, T } from '../support/updates.js';

jest.setTimeout(25_000);

const META = 'trading-cache:{ZGVmYXVsdA.ZGVmYXVsdA}:meta';
/** Holds the server until it is killed; it can be, because it writes nothing. */
const BUSY_SCRIPT = 'while true do end';

let server: RedisServer;
const managers = new TestManagers(() => ({ store: server.url, closeTimeout: 5, leaseTime: 5 }));

beforeEach(async () => {
  server = await RedisServer.start('--enable-protected-configs', 'yes', '--enable-debug-command', 'yes');
});

afterEach(async () => {
  await managers.closeAll();
  await server.stop();
});

function set(name: string, value: string): Promise<unknown> {
  return server.ask((redis) => redis.config('SET', name, value));
}

/** A state of the server in which it refuses commits, and how that ends. */
interface Trouble {
  readonly says: string;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

const TROUBLES: readonly (readonly [string, Trouble])[] = [
  ['OOM', { says: 'raise maxmemory', begin: () => set('maxmemory', '1'), end: () => set('maxmemory', '0') }],
  [
    'READONLY',
    {
      says: 'it is a replica',
      begin: async () => {
        const port = await freePort();
        await server.ask((redis) => redis.replicaof('127.0.0.1', port));
      },
      // A replica that found no master keeps what it had.
      end: () => server.ask((redis) => redis.replicaof('NO', 'ONE')),
    },
  ],
  [
    'LOADING',
    {
      says: 'it loads its data',
      begin: async () => {
        await server.ask(slowToLoad);
        void server.ask((redis) => redis.call('DEBUG', 'RELOAD')).catch(() => undefined);
        while (await server.ask((redis) => redis.ping()).then(() => true, () => false)); // prettier-ignore
      },
      end: () => set('key-load-delay', '0'),
    },
  ],
  [
    'MISCONF',
    {
      says: 'cannot write to its disk',
      begin: () => server.ask(failingSave),
      end: () => set('stop-writes-on-bgsave-error', 'no'),
    },
  ],
  [
    'NOREPLICAS',
    {
      says: 'replicas',
      begin: () => set('min-replicas-to-write', '1'),
      end: () => set('min-replicas-to-write', '0'),
    },
  ],
  [
    'NOAUTH',
    {
      says: 'password',
      begin: async () => {
        await set('requirepass', 'secret');
        await server.askAs('secret', (redis) =>
          redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
        );
      },
      end: () => server.askAs('secret', (redis) => redis.config('SET', 'requirepass', '')),
    },
  ],
  [
    'BUSY',
    {
      says: 'a script',
      begin: async () => {
        await set('busy-reply-threshold', '1');
        void server.ask((redis) => redis.eval(BUSY_SCRIPT, 0)).catch(() => undefined);
        while (await server.ask((redis) => redis.ping()).then(() => true, () => false)); // prettier-ignore
      },
      end: () => server.ask((redis) => redis.script('KILL')),
    },
  ],
];

/** Data that takes its time when it is loaded, so that the server answers in between. */
async function slowToLoad(redis: Redis): Promise<void> {
  await redis.mset(...Array.from({ length: 500 }, (_, at) => [`filler ${at}`, 'x'.repeat(2_000)]).flat());
  await redis.config('SET', 'rdbcompression', 'no');
  await redis.config('SET', 'loading-process-events-interval-bytes', '1024');
  await redis.config('SET', 'key-load-delay', '20000');
}

/** A background save that cannot succeed: a folder stands where its file should be. */
async function failingSave(redis: Redis): Promise<void> {
  const [, folder] = await redis.config('GET', 'dir');
  mkdirSync(join(String(folder), 'taken.rdb', 'full'), { recursive: true });
  await redis.config('SET', 'dbfilename', 'taken.rdb');
  await redis.config('SET', 'save', '3600 1');
  await redis.bgsave();
  while (!(await redis.info('persistence')).includes('rdb_last_bgsave_status:err'))
    await new Promise((resolve) => setImmediate(resolve));
}

describe('a server that refuses commits', () => {
  it.each(TROUBLES)(
    'with %s: memory serves, the failure says what to do, and everything is written once when it is over',
    async (name, trouble) => {
      const cache = (await managers.opened()).cache();
      cache.applyUpdate(fill('1', '1', '100', { timestamp: T + 1 }));
      await cache.flush();
      await trouble.begin();
      cache.applyUpdate(fill('3', '2', '100', { timestamp: T + 3 }));
      await until(() => cache.failure?.message.includes(name) ?? false);
      expect(cache.failure?.message).toContain(trouble.says);
      expect(cache.status()).toMatchObject({ state: 'serving', store: 'away', sequence: 1 });
      expect(cache.position('BTCUSDT')?.signedAmount).toBe('3');
      await trouble.end();
      await cache.flush();
      expect(cache.status()).toMatchObject({ store: 'up', dirty: 0, sequence: 2 });
      await managers.ended();
      const again = (await managers.opened()).cache();
      expect(again.position('BTCUSDT')?.signedAmount).toBe('3');
      expect(again.checkIntegrity().faults).toEqual([]);
    },
  );

  it('that has lost its scripts is sent them again', async () => {
    const cache = (await managers.opened()).cache();
    await server.ask((redis) => redis.script('FLUSH'));
    cache.applyUpdate(fill('1', '1', '100'));
    expect(await cache.flush()).toMatchObject({ sequence: 1 });
  });

  it('under whose keys something else is kept: the scope stops and says which', async () => {
    const cache = (await managers.opened()).cache();
    await server.ask((redis) => redis.set(META.replace('meta', 'order'), 'text'));
    cache.applyUpdate(fill('1', '1', '100'));
    await expect(cache.flush()).rejects.toMatchObject({ code: 'SCOPE_DAMAGED' });
    expect(cache.failure?.message).toContain('order is a string, not a hash');
    await server.ask((redis) => redis.del(META.replace('meta', 'order')));
  });
});

describe('a start', () => {
  it.each([
    ['meta', 'string'],
    ['lease', 'hash'],
    ['order', 'list'],
    ['history', 'string'],
    ['history-at', 'string'],
  ])('on a key %s that is a %s fails at once, naming the key and both types', async (part, found) => {
    const key = META.replace('meta', part);
    await server.ask(async (redis) => {
      if (found === 'string') await redis.set(key, 'text');
      else if (found === 'list') await redis.lpush(key, 'text');
      else await redis.hset(key, 'field', 'text');
    });
    for (const startup of ['require', 'degrade'] as const) {
      await expect(managers.opened({ startup })).rejects.toMatchObject({
        code: 'WRONG_KEY_TYPE',
        key,
        found,
        message: expect.stringMatching(/Scope default\/default needs a .* Rename or delete that key/),
      });
    }
    await server.ask((redis) => redis.del(key));
    expect((await managers.opened()).cache().status()).toMatchObject({
      state: 'serving',
      epoch: expect.any(Number),
    });
  });

  it.each([
    ['no password', (url: string) => url, 'NOAUTH'],
    ['a wrong password', (url: string) => url.replace('//', '//:wrong@'), 'WRONGPASS'],
  ])('with %s fails and says so', async (_, urlOf, says) => {
    await set('requirepass', 'secret');
    await expect(managers.opened({ store: urlOf(server.url) })).rejects.toThrow(says);
  });
});
