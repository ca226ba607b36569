import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { TestManagers } from '../../test/support/test-managers.js';
import { update } from '../../test/support/updates.js';
import type { ScopeId } from '../stores/scope-id.js';
import { StoreUnavailableError } from '../stores/store.errors.js';
import {
  ScopeFencedError,
  ScopeLimitError,
  ScopeNotServingError,
  ScopeOpenError,
  UnsavedChangesError,
} from './cache.errors.js';
import type { CacheManager } from './cache.manager.js';

let now: number;
let store: FaultStore;
const managers = new TestManagers(() => ({ store, now: () => now }));

beforeEach(() => {
  now = 1_800_000_000_000;
  store = new FaultStore(() => now);
});

afterEach(async () => {
  store.isAway = false;
  jest.restoreAllMocks();
  await managers.closeAll();
});

const user = (userId: string): ScopeId => ({ strategyId: 'grid', userId });
const [ALICE, BOB, CAROL] = [user('alice'), user('bob'), user('carol')];

function names(manager: CacheManager): string[] {
  return manager.list().map(({ name }) => name);
}

describe('a scope that is acquired', () => {
  it('by 50 at once, for five scopes, is opened once each, and all get the same', async () => {
    const manager = managers.made();
    const acquired = jest.spyOn(store, 'acquire');
    const users = Array.from({ length: 50 }, (_, at) => user(`u${at % 5}`));
    const caches = await Promise.all(users.map((id) => manager.acquire(id)));
    expect(acquired).toHaveBeenCalledTimes(5);
    expect(new Set(caches).size).toBe(5);
    for (const cache of caches) expect(cache.status().state).toBe('serving');
  });

  it('and cannot be opened fails for all who wait, and is tried again by the next', async () => {
    const manager = managers.made();
    store.isAway = true;
    const attempts = await Promise.allSettled(Array.from({ length: 9 }, () => manager.acquire(ALICE)));
    for (const attempt of attempts)
      expect(attempt).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailableError) });
    expect(manager.find(ALICE)).toBeNull();
    store.isAway = false;
    expect((await manager.acquire(ALICE)).status().state).toBe('serving');
  });

  it('takes the name that the first gives it, unless that is another scope’s', async () => {
    const manager = managers.made();
    const cache = await manager.acquire({ ...ALICE, name: 'desk' });
    expect(manager.cache('desk')).toBe(cache);
    expect(await manager.acquire(ALICE)).toBe(cache);
    await expect(manager.acquire({ ...BOB, name: 'desk' })).rejects.toThrow(ScopeOpenError);
    expect(manager.find(BOB)).toBeNull();
  });

  it('while it is being closed is opened again, with all that was saved', async () => {
    const manager = managers.made();
    const first = await manager.acquire(ALICE);
    const letGo = store.hold();
    first.applyUpdate(update());
    const closing = manager.close(first.name);
    const again = manager.acquire(ALICE);
    letGo();
    await closing;
    expect((await again).order('7')?.status).toBe('ACCEPTED');
    expect(await again).not.toBe(first);
  });

  it('while another opening of it by `open` is under way is that one', async () => {
    const manager = managers.made();
    const opening = manager.open(ALICE);
    expect(await manager.acquire(ALICE)).toBe(await opening);
  });
});

describe('a scope that is released', () => {
  it('stays open without idleTimeout, and is found again', async () => {
    const manager = managers.made();
    const cache = await manager.acquire(ALICE);
    await manager.release(ALICE);
    now += 1e9;
    await manager.closeIdle();
    expect(await manager.acquire(ALICE)).toBe(cache);
  });

  it('is closed at once with idleTimeout 0, by its last holder, and saved', async () => {
    const manager = managers.made({ idleTimeout: 0 });
    const cache = await manager.acquire(ALICE);
    await manager.acquire(ALICE);
    cache.applyUpdate(update());
    await manager.release(cache.name);
    expect(cache.status().state).toBe('serving');
    await manager.release(cache.name);
    expect(cache.status().state).toBe('closed');
    expect((await manager.acquire(ALICE)).order('7')?.status).toBe('ACCEPTED');
  });

  it('is closed once it was unused for idleTimeout, counted anew from the last release', async () => {
    const manager = managers.made({ idleTimeout: 60 });
    await manager.acquire(ALICE);
    await manager.release(ALICE);
    now += 59_000;
    await manager.closeIdle();
    await manager.acquire(ALICE);
    now += 60_000;
    await manager.closeIdle();
    expect(manager.find(ALICE)).not.toBeNull();
    await manager.release(ALICE);
    now += 59_999;
    await manager.closeIdle();
    expect(manager.find(ALICE)).not.toBeNull();
    now += 1;
    await manager.closeIdle();
    expect(manager.find(ALICE)).toBeNull();
  });

  it('more often than it was acquired takes nothing from those who acquire it later', async () => {
    const manager = managers.made({ idleTimeout: 0 });
    await manager.acquire(ALICE);
    await manager.release(ALICE);
    await manager.release(ALICE);
    await manager.release('nobody');
    const cache = await manager.acquire(ALICE);
    await manager.acquire(ALICE);
    await manager.release(ALICE);
    expect(cache.status().state).toBe('serving');
  });

  it('stays open if it is one of the options, or was opened by `open`', async () => {
    const manager = await managers.opened({ idleTimeout: 0 });
    await manager.open(BOB);
    for (const id of [{ strategyId: 'default', userId: 'default' }, BOB]) {
      await manager.acquire(id);
      await manager.release(id);
      expect(manager.find(id)?.status().state).toBe('serving');
    }
  });

  it('stays open while its changes cannot be saved, and is closed when they are', async () => {
    const manager = managers.made({ idleTimeout: 0 });
    const cache = await manager.acquire(ALICE);
    store.fail('away');
    store.isAway = true;
    cache.applyUpdate(update());
    await store.nextBatch();
    while (cache.failure === null) await new Promise((resolve) => setImmediate(resolve));
    await manager.release(ALICE);
    expect(cache.status()).toMatchObject({ state: 'serving', dirty: 1 });
    store.isAway = false;
    await cache.flush();
    await manager.closeIdle();
    expect(manager.find(ALICE)).toBeNull();
    expect(manager.unsaved).toEqual([]);
  });

  it('is closed too when its last acquire failed, because another process took it over', async () => {
    const manager = managers.made({ idleTimeout: 60 });
    const cache = await manager.acquire(ALICE);
    store.fail({ outcome: 'FENCED', holder: 'process 9' });
    cache.applyUpdate(update());
    await expect(cache.flush()).rejects.toThrow(ScopeFencedError);
    await manager.release(ALICE);
    await expect(manager.acquire(ALICE)).rejects.toThrow(ScopeFencedError);
    now += 60_000;
    await expect(manager.closeIdle()).rejects.toThrow(UnsavedChangesError);
    expect(manager.unsaved).toEqual(['grid/alice']);
    expect(manager.find(ALICE)).toBeNull();
    expect((await manager.acquire(ALICE)).status().state).toBe('serving');
  });

  it('and acquired while its last changes are being saved stays open', async () => {
    const manager = managers.made({ idleTimeout: 0 });
    const cache = await manager.acquire(ALICE);
    const letGo = store.hold();
    cache.applyUpdate(update());
    const released = manager.release(ALICE);
    expect(await manager.acquire(ALICE)).toBe(cache);
    letGo();
    await released;
    expect(cache.status().state).toBe('serving');
  });
});

describe('maxScopes', () => {
  it('refuses one more than that, saying what to do, while all are in use', async () => {
    const manager = managers.made({ maxScopes: 2 });
    await manager.acquire(ALICE);
    await expect(manager.acquire(BOB)).rejects.toThrow(ScopeLimitError);
    await expect(manager.open(BOB)).rejects.toThrow('2 scopes are open, which is maxScopes');
    expect(names(manager)).toEqual(['default', 'grid/alice']);
  });

  it('closes the one that was unused longest', async () => {
    const manager = managers.made({ maxScopes: 3 });
    for (const id of [ALICE, BOB]) await manager.acquire(id);
    await manager.release(BOB);
    now += 1;
    await manager.release(ALICE);
    await manager.acquire(CAROL);
    expect(names(manager)).toEqual(['default', 'grid/alice', 'grid/carol']);
  });

  it('is kept by many who ask at once, each of whom gets a scope or the error', async () => {
    const manager = managers.made({ maxScopes: 4 });
    for (const id of [ALICE, BOB]) await manager.acquire(id);
    for (const id of [ALICE, BOB]) await manager.release(id);
    const ids = Array.from({ length: 9 }, (_, at) => user(`u${at}`));
    const attempts = await Promise.allSettled(ids.map((id) => manager.acquire(id)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const refused = attempts.filter((attempt) => attempt.status === 'rejected');
    for (const { reason } of refused) expect(reason).toBeInstanceOf(ScopeLimitError);
    expect(manager.list()).toHaveLength(4);
  });

  it('loses nothing of an unused scope whose store is away', async () => {
    const manager = managers.made({ maxScopes: 2 });
    const cache = await manager.acquire(ALICE);
    store.isAway = true;
    cache.applyUpdate(update());
    while (cache.failure === null) await new Promise((resolve) => setImmediate(resolve));
    await manager.release(ALICE);
    await expect(manager.acquire(BOB)).rejects.toThrow(ScopeLimitError);
    expect(cache.status().dirty).toBe(1);
  });

  it('below the number of scopes in the options is refused with them', () => {
    expect(() => managers.made({ maxScopes: 1, scopes: [{ name: 'a', ...ALICE }] })).toThrow(
      'maxScopes is 1, and 2 scopes are given',
    );
  });
});

describe('closing all while scopes are acquired', () => {
  it('closes those that are being opened, refuses what comes after, and holds nothing', async () => {
    const manager = managers.made();
    const letGo = store.hold('load');
    const early = manager.acquire(ALICE).catch((error: unknown) => error);
    const closed = manager.closeAll();
    const late = manager.acquire(BOB);
    letGo();
    await expect(late).rejects.toThrow(ScopeNotServingError);
    expect(await early).toBeInstanceOf(ScopeNotServingError);
    expect(await closed).toEqual([]);
    await expect(manager.acquire(ALICE)).rejects.toThrow('is closing');
    expect((await managers.made().acquire(ALICE)).status().state).toBe('serving');
  });
});
