import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { update } from '../../test/support/updates.js';
import { CacheKey } from '../stores/cache-key.js';
import { StoreUnavailableError } from '../stores/store.errors.js';
import { DamagedScopeError, ScopeOpenError, UnknownScopeError, UnsavedChangesError } from './cache.errors.js';
import { CacheManager } from './cache.manager.js';
import type { TradingCacheOptions } from './cache.options.js';
import { processHolder } from './process-holder.js';
import { resolveOptions } from './resolve-options.js';

const ALPHA = { name: 'alpha', strategyId: 'a', userId: 'me' };
const BETA = { name: 'beta', strategyId: 'b', userId: 'me' };

let store: FaultStore;
let managers: CacheManager[];

beforeEach(() => {
  store = new FaultStore();
  managers = [];
});

afterEach(async () => {
  jest.useRealTimers();
  store.isAway = false;
  for (const manager of managers) await manager.closeAll();
});

function managerWith(options: Partial<TradingCacheOptions> = {}): CacheManager {
  const manager = new CacheManager(resolveOptions({ store, ...options }));
  managers.push(manager);
  return manager;
}

function statesOf(manager: CacheManager): Record<string, string> {
  return Object.fromEntries(manager.list().map((cache) => [cache.name, cache.status().state]));
}

describe('the scopes of the options', () => {
  it('are there by name, by strategy and user, and in a list, before they are open', () => {
    const manager = managerWith({ scopes: [ALPHA] });
    expect(statesOf(manager)).toEqual({ default: 'closed', alpha: 'closed' });
    expect(manager.cache('alpha').scope).toEqual({ strategyId: 'a', userId: 'me' });
    expect(manager.find({ strategyId: 'a', userId: 'me' })).toBe(manager.cache('alpha'));
    expect(manager.find({ strategyId: 'a', userId: 'you' })).toBeNull();
    expect(manager.cache()).toBe(manager.cache('default'));
  });

  it('by a name that there is not are refused with those that there are', () => {
    const manager = managerWith({ scopes: [ALPHA] });
    expect(() => manager.cache('toString')).toThrow(UnknownScopeError);
    expect(() => manager.cache('gamma')).toThrow('no scope named "gamma"; there are: default, alpha.');
  });

  it('are all tried at the start, though one cannot be opened', async () => {
    const other = managerWith({ strategyId: 'a', userId: 'me' });
    await other.startAll();
    const manager = managerWith({ scopes: [ALPHA, BETA] });
    await expect(manager.startAll()).rejects.toMatchObject({ code: 'SCOPE_HELD' });
    expect(statesOf(manager)).toEqual({ default: 'serving', alpha: 'closed', beta: 'serving' });
    await other.closeAll();
    await manager.startAll();
    expect(statesOf(manager)).toEqual({ default: 'serving', alpha: 'serving', beta: 'serving' });
  });

  it('are apart: what is written to one is in no other', async () => {
    const manager = managerWith({ scopes: [ALPHA] });
    await manager.startAll();
    manager.cache('alpha').applyUpdate(update());
    await manager.closeAll();
    await manager.startAll();
    expect(manager.list().map((cache) => cache.ordersCount())).toEqual([0, 1]);
  });
});

describe('a scope that is opened at run time', () => {
  it('is named after its strategy and user, or as it is told', async () => {
    const manager = managerWith();
    expect((await manager.open({ strategyId: 'a/b', userId: 'c' })).name).toBe('a%2Fb/c');
    expect((await manager.open({ ...BETA })).name).toBe('beta');
    expect(statesOf(manager)).toEqual({ default: 'closed', 'a%2Fb/c': 'serving', beta: 'serving' });
  });

  it.each([
    ['whose name is taken', { ...BETA, name: 'alpha' }, 'Scope name "alpha" is open in this process already'],
    [
      'that is open under another name',
      { ...ALPHA, name: 'gamma' },
      'Scope a/me is open in this process already',
    ],
  ])('%s is refused', async (_, scope, message) => {
    const manager = managerWith({ scopes: [ALPHA] });
    const opening = manager.open(scope);
    await expect(opening).rejects.toThrow(ScopeOpenError);
    await expect(opening).rejects.toThrow(message);
    expect(manager.list()).toHaveLength(2);
  });

  it('twice at once is opened once', async () => {
    const manager = managerWith();
    const openings = await Promise.allSettled([manager.open(BETA), manager.open(BETA)]);
    expect(openings.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('with parts that cannot be is refused', async () => {
    await expect(managerWith().open({ strategyId: '', userId: 'me' })).rejects.toMatchObject({
      code: 'INVALID_SCOPE',
      field: 'strategyId',
    });
  });

  it('and cannot be opened is forgotten, and can be tried again', async () => {
    const manager = managerWith();
    store.isAway = true;
    await expect(manager.open(BETA)).rejects.toThrow(StoreUnavailableError);
    expect(manager.find(BETA)).toBeNull();
    store.isAway = false;
    expect((await manager.open(BETA)).status().state).toBe('serving');
  });

  it('and is damaged is not held, as nobody could reach it to close it', async () => {
    const scope = await store.acquire(BETA, processHolder(null));
    await scope.commit({
      epoch: scope.epoch,
      sequence: 1,
      operations: [{ op: 'put', type: CacheKey.ORDER, key: 'k', value: 'nonsense' }],
    });
    await scope.release();
    await expect(managerWith().open(BETA)).rejects.toThrow(DamagedScopeError);
    await expect(managerWith().open(BETA)).rejects.toThrow(DamagedScopeError);
  });

  it('is closed by its name, saved and forgotten', async () => {
    const manager = managerWith();
    const opened = await manager.open(BETA);
    opened.applyUpdate(update());
    await manager.close('beta');
    expect(() => manager.cache('beta')).toThrow(UnknownScopeError);
    await expect(manager.close('beta')).rejects.toThrow(UnknownScopeError);
    expect((await managerWith().open(BETA)).order('7')?.status).toBe('ACCEPTED');
  });
});

describe('closing all', () => {
  it('tries all, saves those that it can, and names those that it cannot', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const manager = managerWith({ scopes: [ALPHA, BETA], closeTimeout: 1 });
    await manager.startAll();
    for (const cache of manager.list()) cache.hurry();
    manager.cache('alpha').applyUpdate(update());
    await manager.cache('alpha').flush();
    store.isAway = true;
    manager.cache('beta').applyUpdate(update());
    const closed = manager.closeAll();
    await jest.advanceTimersByTimeAsync(1_000);
    const failures = await closed;
    expect(failures).toEqual([expect.any(UnsavedChangesError)]);
    expect(String(failures[0])).toContain('Scope b/me closed with 1 changes');
    expect(manager.unsaved).toEqual(['b/me']);
    expect(statesOf(manager)).toEqual({ default: 'closed', alpha: 'closed', beta: 'closed' });
  });

  it('of one scope forgets it, also where its changes were not confirmed: its name can be opened again', async () => {
    const manager = managerWith();
    await manager.startAll();
    manager.cache().applyUpdate(update());
    store.isAway = true;
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] });
    const closed = manager.close('default').catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(11_000);
    expect(await closed).toBeInstanceOf(UnsavedChangesError);
    store.isAway = false;
    jest.useRealTimers();
    const { scope } = await manager.open({ name: 'default', strategyId: 'next', userId: 'me' });
    expect(scope).toEqual({ strategyId: 'next', userId: 'me' });
  });

  it("leaves the host's own store open", async () => {
    const manager = managerWith();
    await manager.startAll();
    expect(await manager.closeAll()).toEqual([]);
    expect(store.closed).toBe(0);
  });

  it('of what was never opened is nothing', async () => {
    expect(await managerWith({ store: 'memory:' }).closeAll()).toEqual([]);
  });

  it('closes a store that it opened itself', async () => {
    const manager = managerWith({ store: 'memory:' });
    await manager.startAll();
    manager.cache().applyUpdate(update());
    await manager.closeAll();
    await manager.startAll();
    // A store in memory that was closed is another one when it is opened again.
    expect(manager.cache().ordersCount()).toBe(0);
  });
});

describe('a store by its URL', () => {
  it('that names none is refused with the options', () => {
    expect(() => managerWith({ store: 'ftp://somewhere' })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', faults: [expect.stringContaining('store')] }),
    );
  });

  it('is one for all scopes', async () => {
    const manager = managerWith({ store: 'memory:', scopes: [ALPHA] });
    await manager.startAll();
    await manager.close('alpha');
    expect((await manager.open(ALPHA)).status().epoch).toBeGreaterThan(0);
    expect(statesOf(manager)).toEqual({ default: 'serving', alpha: 'serving' });
  });
});

describe('hurrying all', () => {
  it('writes at once what was to be written later', async () => {
    const manager = managerWith({ durability: 'interval', scopes: [ALPHA] });
    await manager.startAll();
    for (const cache of manager.list()) cache.applyUpdate(update());
    const sent = store.nextBatch();
    manager.hurryAll();
    await sent;
    await Promise.all(manager.list().map((cache) => cache.flush()));
    expect(store.batches).toHaveLength(2);
  });
});
