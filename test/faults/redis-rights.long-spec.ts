import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { processHolder } from '../../src/cache/process-holder.js';
import { RedisStateStore } from '../../src/stores/redis/redis.state-store.js';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import { fill, update } from '../support/updates.js';

jest.setTimeout(60_000);

/** The least rights that are enough, as `docs/redis.md` has them. */
const COMMANDS = [
  'evalsha', 'eval', 'hget', 'hmget', 'hset', 'hdel', 'hscan', 'get', 'set', 'del', 'pttl', 'type', 'zadd', 'zrem', 'zrangebylex',
  'zrangebyscore', 'info', 'config|get',
] as const; // prettier-ignore
const KEYS = '~trading-cache:*';
const HOUR = 3_600_000;
const LATE_MS = 2_000;

let server: RedisServer;
let now: number;
const managers = new TestManagers(() => ({ store: url(), now: () => now, closeTimeout: 1 }));
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  now = 1_800_000_000_000;
  server = await RedisServer.start();
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await managers.closeAll();
  await server.stop();
});

/** Makes an account that has these rights and no others. */
function account(...rights: readonly string[]): Promise<unknown> {
  return server.ask((redis) => redis.call('ACL', 'SETUSER', 'cache', 'reset', 'on', '>secret', ...rights));
}

function url(): string {
  return server.url.replace('//', '//cache:secret@');
}

/** Everything that a scope asks of its server: commits, a second process, expiry, history, its retention, a restart. */
async function live(): Promise<string | undefined> {
  const manager = await managers.opened();
  const cache = manager.cache();
  const limit = { timeoutMs: LATE_MS };
  cache.applyUpdate(fill('3', '3', '100'));
  cache.applyUpdate(update({ id: '8', status: 'CANCELED' }));
  await cache.flush(limit);
  const other = new RedisStateStore(url());
  closers.push(() => other.close());
  const refusal: unknown = await other
    .acquire(cache.scope, processHolder(null))
    .catch((error: unknown) => error);
  if (!String(refusal).startsWith('ScopeHeldError')) return String(refusal);
  for (const hours of [1, 24, 31 * 24]) {
    now += hours * HOUR;
    await cache.getOrder('8');
    await cache.tick();
    await cache.flush(limit);
  }
  const failures = await manager.closeAll();
  if (failures.length > 0) return String(failures[0]);
  return (await managers.opened()).cache().position('BTCUSDT')?.signedAmount;
}

function outcome(): Promise<string | undefined> {
  return live().catch((error: unknown) => String(error));
}

describe('an account with the least rights', () => {
  it('is enough for all that a scope does', async () => {
    await account(KEYS, ...COMMANDS.map((command) => `+${command}`));
    expect(await outcome()).toBe('3');
  });

  it.each(COMMANDS.filter((command) => command !== 'config|get'))('without %s is not', async (missing) => {
    await account(KEYS, ...COMMANDS.filter((each) => each !== missing).map((each) => `+${each}`));
    expect(await outcome()).not.toBe('3');
  });

  it('without CONFIG GET promises no more than that a commit survives the process, and says so', async () => {
    await account(KEYS, ...COMMANDS.filter((each) => each !== 'config|get').map((each) => `+${each}`));
    const cache = (await managers.opened()).cache();
    cache.applyUpdate(update());
    expect(await cache.flush()).toMatchObject({ survives: 'process' });
    expect(cache.risks).toEqual([expect.stringContaining('it does not tell its settings')]);
  });

  it('of other keys cannot take a scope, and is told what it may not', async () => {
    await account('~other:*', ...COMMANDS.map((command) => `+${command}`));
    await expect(managers.opened()).rejects.toThrow('NOPERM');
  });
});
