import { describe, expect, it } from '@jest/globals';
import type { RecordCodec } from '../stores/record-codec.js';
import { MemoryStateStore } from '../stores/memory/memory.state-store.js';
import { InvalidOptionsError } from './cache.errors.js';
import { allScopes, resolveOptions } from './resolve-options.js';

/** Every fault that options have. */
function faultsOf(given: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    resolveOptions(given);
  } catch (error) {
    if (error instanceof InvalidOptionsError) return error.faults;
    throw error;
  }
  return [];
}

/** A codec that does nothing. */
function codec(name: string): RecordCodec {
  return { name, encode: (payload) => payload, decode: (text) => text };
}

describe('the options', () => {
  it("have the origin's defaults, and these", () => {
    const { now, ...options } = resolveOptions({});
    expect(options).toEqual({
      strategyId: 'default',
      userId: 'default',
      scopes: [],
      store: 'file:./data',
      codec: null,
      durability: 'continuous',
      replicas: 1,
      onRisk: 'warn',
      syncInterval: 60,
      expireTime: 3_600,
      lateUpdateWindow: 86_400,
      historyRetention: 2_592_000,
      fillRetention: null,
      startup: 'require',
      onConflict: 'fail',
      leaseTime: 10,
      onDamage: 'refuse',
      maxScopes: null,
      maxOrders: 1_000_000,
      maxAdjustments: 1_000_000,
      maxMarketData: 100_000,
      maxRecords: 100_000,
      maxText: 67_108_864,
      idleTimeout: null,
      keyPrefix: '',
      address: null,
      closeTimeout: 10,
    });
    expect(now).toBe(Date.now);
  });

  it('take what is given, and nothing from what is undefined', () => {
    const store = new MemoryStateStore();
    const given = { store, syncInterval: undefined, expireTime: 0.5, lateUpdateWindow: 0 };
    const options = resolveOptions(given);
    expect(options.store).toBe(store);
    expect([options.syncInterval, options.expireTime, options.lateUpdateWindow]).toEqual([60, 0.5, 0]);
  });

  it.each<[string, unknown]>([
    ['strategyId', ''],
    ['strategyId', 7],
    ['userId', null],
    ['scopes', 'a/b'],
    ['scopes', [null]],
    ['store', 7],
    ['store', ''],
    ['store', 'http://127.0.0.1'],
    ['store', 'redis-sentinel://h1'],
    ['store', {}],
    ['store', null],
    ['codec', 'deflate'],
    ['codec', { ...codec('a'), decode: undefined }],
    ['codec', codec('')],
    ['codec', codec('a:b')],
    ['codec', [codec('a'), codec('b'), codec('a')]],
    ['durability', 'sometimes'],
    ['syncInterval', 0],
    ['syncInterval', -1],
    ['syncInterval', NaN],
    ['syncInterval', Infinity],
    ['syncInterval', '60'],
    ['expireTime', 0],
    ['lateUpdateWindow', -1],
    ['historyRetention', 0],
    ['startup', 'later'],
    ['address', 7],
    ['closeTimeout', 0],
    ['closeTimeout', 1.5],
    ['now', 1_800_000_000_000],
  ])('are refused with %s %j', (name, value) => {
    expect(faultsOf({ [name]: value })[0]).toContain(name);
  });

  it('are refused with all their faults at once, and where to correct them', () => {
    const wrong = { colour: 'red', store: 7, syncInterval: -1, now: 'noon' };
    const faults = faultsOf(wrong);
    for (const name of Object.keys(wrong)) expect(faults.join('\n')).toContain(name);
    expect(() => resolveOptions(wrong as never)).toThrow('Correct them where forRoot is called.');
  });

  it.each(['toString', 'syncinterval', 'isGlobal'])(
    'are refused with %s, which is not one of them',
    (name) => {
      expect(faultsOf({ [name]: 1 })).toEqual([`property ${name} should not exist`]);
    },
  );
});

describe('the scopes', () => {
  it('are the default one and those that are named', () => {
    const alpha = { name: 'alpha', strategyId: 'a', userId: 'me' };
    expect(allScopes(resolveOptions({ strategyId: 's', scopes: [alpha] }))).toEqual([
      { name: 'default', strategyId: 's', userId: 'default' },
      alpha,
    ]);
  });

  it.each<[string, readonly unknown[], string]>([
    ['no name', [{ strategyId: 'a', userId: 'b' }], 'scopes[0] has no name'],
    ['an empty name', [{ name: '', strategyId: 'a', userId: 'b' }], 'scopes[0] has no name'],
    [
      "the default scope's name",
      [{ name: 'default', strategyId: 'a', userId: 'b' }],
      'the name "default" is taken',
    ],
    [
      "the default scope's strategy and user",
      [{ name: 'x', strategyId: 'default', userId: 'default' }],
      'scopes[0]: default/default is listed twice',
    ],
    [
      'a part that is missing',
      [{ name: 'x', strategyId: 'a' }],
      'Scope part userId must be a non-empty string',
    ],
    ['a part that URLs swallow', [{ name: 'x', strategyId: '..', userId: 'b' }], 'must not be ".."'],
    [
      'a part that is too long',
      [{ name: 'x', strategyId: 'é'.repeat(65), userId: 'b' }],
      'at most 128 bytes',
    ],
  ])('are refused with %s', (_, scopes, fault) => {
    expect(faultsOf({ scopes })).toEqual([expect.stringContaining(fault)]);
  });

  it('are refused with the faults of each', () => {
    const twice = { name: 'x', strategyId: 'a', userId: 'b' };
    expect(faultsOf({ scopes: [twice, twice, { name: 'y', strategyId: '', userId: 'b' }] })).toEqual([
      'scopes[1]: the name "x" is taken',
      'scopes[1]: a/b is listed twice',
      expect.stringContaining('scopes[2]: Scope part strategyId'),
    ]);
  });

  it('with a slash in a part are not taken for others', () => {
    const scopes = [
      { name: 'x', strategyId: 'a/b', userId: 'c' },
      { name: 'y', strategyId: 'a', userId: 'b/c' },
    ];
    expect(faultsOf({ scopes })).toEqual([]);
  });
});
