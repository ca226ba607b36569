import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CacheManager } from '../../src/cache/cache.manager.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { dumpScope } from '../../src/inspect/inspect.js';
import type { ScopeId } from '../../src/stores/scope-id.js';
import { scopeStoreKey } from '../../src/stores/scope-id.js';
import { openViewedStore } from '../../src/stores/store-url.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisServer } from '../support/redis-server.js';
import { traded, update } from '../support/updates.js';

jest.setTimeout(60_000);

const START = 1_800_000_000_000;
const HOUR = 3_600_000;
const atStart = (): number => START;

/** Names that are something else to Redis, to globs, to URLs, to JavaScript. */
const NAMES = [
  '{a}:order', '}{', '*', '?', '[a-z]', 'a\\', '%0A', 'a%2Fb', '../..', '__proto__', 'constructor', '":{}', "'", ' ', 'é😀', 'x'.repeat(128), 'ü'.repeat(64),
] as const; // prettier-ignore

/** Scopes that a sloppy key would mix up. */
const SCOPES: readonly ScopeId[] = [
  { strategyId: 'a*', userId: 'b' },
  { strategyId: 'a', userId: '*b' },
  { strategyId: 'ab', userId: 'b' },
  { strategyId: '{a}', userId: 'b:c' },
  { strategyId: '{a}:b', userId: 'c' },
  { strategyId: 'a\nb', userId: '%0A' },
  { strategyId: 'x'.repeat(128), userId: 'ü'.repeat(64) },
];

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function single(): Promise<string> {
  const server = await RedisServer.start();
  closers.push(() => server.stop());
  return server.url;
}

async function cluster(): Promise<string> {
  const started = await RedisCluster.start();
  closers.push(() => started.stop());
  return started.url;
}

async function opened(url: string, scope: ScopeId, now: () => number): Promise<CacheManager> {
  const manager = new CacheManager(resolveOptions({ ...scope, store: url, now, closeTimeout: 5 }));
  closers.unshift(() => manager.closeAll());
  await manager.startAll();
  return manager;
}

/** All that a scope can be asked, after everything was called by each of the names. */
async function written(url: string, scope: ScopeId): Promise<unknown> {
  let now = START;
  const manager = await opened(url, scope, () => now);
  const cache = manager.cache();
  for (const symbol of NAMES) cache.applyUpdate(update({ symbol, id: `old ${symbol}`, status: 'CANCELED' }));
  await cache.flush();
  now += HOUR;
  await cache.tick();
  await cache.flush();
  for (const name of NAMES) {
    cache.applyUpdate(traded(name, 'BUY', '1', '100', { symbol: name, clientOrderId: `c${name}` }));
    cache.applyBalance({ exchange: 'binance', account: 'a', asset: name.slice(0, 64), total: '1' });
    cache.setParameter(name, name);
    cache.setMetadata(name, name);
    cache.setMarketData(name, name);
  }
  const before = await answersOf(manager);
  expect(await manager.closeAll()).toEqual([]);
  const again = await opened(url, scope, () => now);
  expect(await answersOf(again)).toEqual(before);
  expect(again.cache().checkIntegrity().faults).toEqual([]);
  expect(await again.closeAll()).toEqual([]);
  return before;
}

async function answersOf(manager: CacheManager): Promise<unknown> {
  const cache = manager.cache();
  const answers: unknown[] = [];
  for (const name of NAMES) {
    const order = cache.order(name, { symbol: name });
    const old = await cache.getOrder(`old ${name}`);
    expect([order?.id, order?.clientOrderId, old?.symbol]).toEqual([name, `c${name}`, name]);
    expect(await cache.getSymbolOrders(name, false)).toEqual(new Set([name, `old ${name}`]));
    answers.push(
      order,
      old,
      cache.position(name),
      cache.parameter(name),
      cache.metadata(name),
      await cache.getMarketData(name),
    );
  }
  return [...answers, cache.balances().toSorted((one, other) => (one.asset < other.asset ? -1 : 1))];
}

describe.each([
  ['one server', single],
  ['a Cluster', cluster],
])('on %s', (_, start) => {
  it('names are data: all is found again, in scopes of whatever name, each its own', async () => {
    const url = await start();
    const all: unknown[] = [];
    for (const scope of SCOPES) all.push(await written(url, scope));
    for (const answers of all) expect(answers).toEqual(all[0]);
    const store = await openViewedStore(url);
    closers.unshift(() => store.close());
    const scopes = (await store.scopes()).map(({ scope }) => scope);
    expect(scopes.toSorted(byKey)).toEqual(SCOPES.toSorted(byKey));
    for (const scope of SCOPES) expect(await dumpOf(url, scope)).not.toContain('"damage"');
  });
});

describe('an account that may use the keys of one scope', () => {
  it.each(SCOPES)('cannot get at another scope: %j', async (own) => {
    const server = await RedisServer.start();
    closers.push(() => server.stop());
    const keys = `~trading-cache:{${scopeStoreKey(own)}}:*`;
    await server.ask((redis) =>
      redis.call('ACL', 'SETUSER', 'cache', 'reset', 'on', '>secret', '+@all', keys),
    );
    const url = server.url.replace('//', '//cache:secret@');
    const manager = await opened(url, own, atStart);
    manager.cache().applyUpdate(update());
    await manager.cache().flush();
    for (const other of SCOPES.filter((each) => each !== own))
      await expect(opened(url, other, atStart)).rejects.toThrow('NOPERM');
  });
});

function byKey(one: ScopeId, other: ScopeId): number {
  return scopeStoreKey(one) < scopeStoreKey(other) ? -1 : 1;
}

async function dumpOf(url: string, scope: ScopeId): Promise<string> {
  const store = await openViewedStore(url);
  const lines: string[] = [];
  for await (const line of dumpScope(store, scope)) lines.push(line);
  await store.close();
  return lines.join('\n');
}
