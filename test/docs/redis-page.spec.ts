import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { inspectStore } from '../../src/inspect/inspect.js';
import { RedisCache } from '../../src/redis.js';
import { ScopeKeys } from '../../src/stores/redis/scope-keys.js';
import { SCHEMA } from '../../src/stores/state-schema.js';
import { scopeStoreKey } from '../../src/stores/scope-id.js';
import { openViewedStore } from '../../src/stores/store-url.js';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { fill } from '../support/updates.js';
import { blocksOf, cellsOf, pageAt } from './pages.js';

jest.setTimeout(60_000);

const PAGE = 'docs/redis.md';
const GRID = { strategyId: 'grid', userId: 'alice' };

/** The lines of a file that the page shows, without comments. */
function linesOf(language: string): readonly string[] {
  const [file = ''] = blocksOf(PAGE, language);
  return file.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const SETTINGS = linesOf('conf').flatMap((line) => {
  const [name = '', value = ''] = line.split(' ');
  return [`--${name}`, value];
});
const USERS = linesOf('acl').map((line) => line.split(' ').slice(1));

let server: RedisServer;
const managers = new TestManagers(() => ({ ...GRID, store: url('bot'), closeTimeout: 1 }));

beforeEach(async () => {
  server = await RedisServer.start(...SETTINGS);
  for (const user of USERS.filter(([name]) => name !== 'default'))
    await server.ask((redis: Redis) => redis.call('ACL', 'SETUSER', ...user));
});

afterEach(async () => {
  await managers.closeAll();
  await server.stop();
});

function url(user: string): string {
  return server.url.replace('//', `//${user}:${user}-password@`);
}

describe('the server of docs/redis.md', () => {
  it('keeps what is acknowledged over its own crash, and has no risks', async () => {
    const cache = (await managers.opened()).cache();
    cache.applyUpdate(fill('3', '3', '100'));
    expect(await cache.flush()).toMatchObject({ survives: 'server' });
    expect(cache.risks).toEqual([]);
  });

  it('knows the accounts of the page, of which `default` is off', () => {
    expect(USERS.map(([name, state]) => [name, state])).toEqual([
      ['default', 'off'],
      ['bot', 'on'],
      ['feed', 'on'],
      ['inspector', 'on'],
    ]);
  });
});

describe('the account `bot`', () => {
  it('is enough for the scope that it is of', async () => {
    const cache = (await managers.opened()).cache();
    cache.applyUpdate(fill('3', '3', '100'));
    await cache.flush();
    await managers.closeAll();
    expect((await managers.opened()).cache().position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('cannot open another scope', async () => {
    await expect(managers.opened({ userId: 'bob' })).rejects.toThrow("docs/redis.md, 'Least rights'");
  });
});

it('the account `feed` is enough for RedisCache, and cannot read a scope', async () => {
  const cache = new RedisCache({ url: url('feed') });
  await cache.setMarketData('BTCUSDT', { bid: '100' });
  expect(await cache.getMarketData('BTCUSDT')).toEqual({ bid: '100' });
  await cache.close();
  await expect(managers.opened({ store: url('feed') })).rejects.toThrow("docs/redis.md, 'Least rights'");
});

it('the account `inspector` is enough for inspect, and cannot open a scope', async () => {
  const manager = await managers.opened();
  manager.cache().applyUpdate(fill('3', '3', '100'));
  await managers.closeAll();
  const store = await openViewedStore(url('inspector'));
  const [summary] = await inspectStore(store);
  await store.close();
  expect(summary).toMatchObject({ scope: 'grid/alice', damage: [] });
  expect(summary?.counts.get('order')).toBe(1);
  await expect(managers.opened({ store: url('inspector') })).rejects.toThrow("docs/redis.md, 'Least rights'");
});

it('the page names the keys of its scopes as they are', () => {
  const named = pageAt(PAGE)
    .prose.map(cellsOf)
    .filter(([scope]) => /^`\w+\/\w+`$/.test(scope ?? ''));
  expect(named.length).toBeGreaterThan(1);
  for (const [scope = '', keys] of named) {
    const [strategyId = '', userId = ''] = scope.replaceAll('`', '').split('/');
    const { meta } = new ScopeKeys(scopeStoreKey({ strategyId, userId }));
    expect(keys).toBe(`\`${meta.replace(/meta$/, '*')}\``);
  }
});

it('the page names the layout that this release writes', () => {
  expect(pageAt(PAGE).text).toContain(`the layout, \`${SCHEMA}\``);
});
