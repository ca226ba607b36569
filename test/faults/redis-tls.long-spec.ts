import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { CacheManager } from '../../src/cache/cache.manager.js';
import { processHolder } from '../../src/cache/process-holder.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { RedisStateStore } from '../../src/stores/redis/redis.state-store.js';
import { AppProcess } from '../support/app-process.js';
import { freePort, RedisServer } from '../support/redis-server.js';
import { AUTHORITY, CERTIFICATE, KEY, tlsOptions } from '../support/tls-options.js';
import { traded, update } from '../support/updates.js';

jest.setTimeout(60_000);

const UPDATES = '/v1/scopes/default/default/order-updates?durable=true';
const NAME = 'cache';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that has an account, and speaks TLS on the port that comes with it. */
async function server(...options: readonly string[]): Promise<[RedisServer, port: number]> {
  const port = await freePort();
  const started = await RedisServer.start(...tlsOptions(port, ...options));
  closers.push(() => started.stop());
  await started.ask((redis) =>
    redis.call('ACL', 'SETUSER', NAME, 'on', '>secret', '~trading-cache:*', '+@all'),
  );
  return [started, port];
}

/** The app, which trusts the tests' authority. */
async function appOn(url: string): Promise<AppProcess> {
  const app = AppProcess.spawn({ STORE_URL: url, NODE_EXTRA_CA_CERTS: AUTHORITY });
  closers.unshift(() => app.end('SIGKILL'));
  return app.ready();
}

/** What an app answers that is told of a trade. */
async function told(app: AppProcess): Promise<unknown> {
  const answer = await app.post(UPDATES, { updates: [traded('7', 'BUY', '2', '100')] });
  return answer.json();
}

describe('a store behind TLS', () => {
  it('is one server, by URL, with an account', async () => {
    const [, port] = await server('--tls-auth-clients', 'no');
    const url = `rediss://${NAME}:secret@127.0.0.1:${port}`;
    const app = await appOn(url);
    expect(await told(app)).toMatchObject({ results: [{ outcome: 'applied' }] });
    expect(await app.end('SIGTERM')).toBe(0);
    expect(await told(await appOn(url))).toMatchObject({ results: [{ outcome: 'duplicate' }] });
  });

  it('is what Sentinels name, which are behind TLS too', async () => {
    const [, port] = await server('--tls-auth-clients', 'no');
    const sentinelPort = await freePort();
    const sentinel = await RedisServer.startSentinel(
      ...tlsOptions(sentinelPort, '--tls-auth-clients', 'no', '--tls-replication', 'yes'),
    );
    closers.push(() => sentinel.stop());
    await sentinel.ask((redis) => redis.call('SENTINEL', 'MONITOR', NAME, '127.0.0.1', port, 1));
    const app = await appOn(`rediss-sentinel://${NAME}:secret@127.0.0.1:${sentinelPort}/${NAME}`);
    expect(await told(app)).toMatchObject({ results: [{ outcome: 'applied' }], survives: 'process' });
  });

  it("is reached by a host's own client, with a certificate of its own", async () => {
    const [, port] = await server('--tls-auth-clients', 'yes');
    const tls = { ca: readFileSync(AUTHORITY), cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) };
    const client = new Redis(port, '127.0.0.1', { username: NAME, password: 'secret', tls });
    closers.unshift(() => client.quit());
    const store = new RedisStateStore({ client });
    closers.unshift(() => store.close());
    const manager = new CacheManager(resolveOptions({ store }));
    await manager.startAll();
    manager.cache().applyUpdate(update());
    expect(await manager.closeAll()).toEqual([]);
    expect(await client.hlen('trading-cache:{ZGVmYXVsdA.ZGVmYXVsdA}:order')).toBe(1);
  });

  it('whose authority Node does not know is away, and it is said what to do', async () => {
    const [, port] = await server('--tls-auth-clients', 'no');
    const store = new RedisStateStore(`rediss://127.0.0.1:${port}`);
    closers.unshift(() => store.close());
    const acquired = store.acquire({ strategyId: 'a', userId: 'b' }, processHolder(null));
    await expect(acquired).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });
});
