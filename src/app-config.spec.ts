import { describe, expect, it } from '@jest/globals';
import { readAppConfig } from './app-config.js';
import type { Environment } from './app-config.js';
import { deflateCodec } from './cache/deflate-codec.js';
import { resolveOptions } from './cache/resolve-options.js';
import { InvalidConfigurationError } from './app-config.errors.js';

describe('readAppConfig', () => {
  it('has a default for everything; an empty variable counts as not set', () => {
    const defaults = {
      storeUrl: 'file:./data',
      scopes: [{ strategyId: 'default', userId: 'default' }],
      cache: {
        durability: 'continuous',
        replicas: 1,
        codec: null,
        onRisk: 'warn',
        syncInterval: 60,
        expireTime: 3_600,
        lateUpdateWindow: 86_400,
        historyRetention: 2_592_000,
        fillRetention: null,
        startup: 'background',
        onConflict: 'fail',
        leaseTime: 10,
        onDamage: 'refuse',
        maxScopes: null,
        idleTimeout: null,
        keyPrefix: '',
        address: 'http://127.0.0.1:3000',
        closeTimeout: 10,
      },
      host: '127.0.0.1',
      port: 3_000,
      logLevel: 'log',
      logFormat: 'text',
    };
    expect(readAppConfig({})).toEqual(defaults);
    expect(readAppConfig({ PORT: '', SCOPES: '', API_KEYS: '', FILL_RETENTION: '' })).toEqual(defaults);
  });

  it.each([
    ['DURABILITY', 'replicated', { durability: 'replicated' }],
    ['REPLICAS', '2', { replicas: 2 }],
    ['CODEC', 'deflate', { codec: deflateCodec }],
    ['ON_RISK', 'refuse', { onRisk: 'refuse' }],
    ['SYNC_INTERVAL', '0.5', { syncInterval: 0.5 }],
    ['EXPIRE_TIME', '60', { expireTime: 60 }],
    ['LATE_UPDATE_WINDOW', '0', { lateUpdateWindow: 0 }],
    ['HISTORY_RETENTION', '86400', { historyRetention: 86_400 }],
    ['FILL_RETENTION', '31536000', { fillRetention: 31_536_000 }],
    ['STARTUP', 'degrade', { startup: 'degrade' }],
    ['ON_CONFLICT', 'standby', { onConflict: 'standby' }],
    ['LEASE_TIME', '1', { leaseTime: 1 }],
    ['ON_DAMAGE', 'quarantine', { onDamage: 'quarantine' }],
    ['ADDRESS', 'http://trading:80', { address: 'http://trading:80' }],
    ['CLOSE_TIMEOUT', '30', { closeTimeout: 30 }],
    ['MAX_SCOPES', '9', { maxScopes: 9 }],
    ['IDLE_TIMEOUT', '0', { idleTimeout: 0 }],
    ['KEY_PREFIX', 'desk:', { keyPrefix: 'desk:' }],
  ])('reads the option of the library that %s=%s is', (name, value, option) => {
    const { cache } = readAppConfig({ [name]: value });
    expect(cache).toEqual({ ...readAppConfig({}).cache, ...option });
    expect(() => resolveOptions(cache)).not.toThrow();
  });

  it('reads scopes with percent-encoded parts', () => {
    expect(readAppConfig({ SCOPES: 'a/b,a%2Fb/%2C' }).scopes).toEqual([
      { strategyId: 'a', userId: 'b' },
      { strategyId: 'a/b', userId: ',' },
    ]);
  });

  it.each([
    ['STORE_URL', 'http://127.0.0.1'],
    ['STORE_URL', 'file:'],
    ['SCOPES', 'a'],
    ['SCOPES', 'a/b/c'],
    ['SCOPES', '/b'],
    ['SCOPES', './b'],
    ['SCOPES', 'a/..'],
    ['SCOPES', 'a/%2E%2E'],
    ['SCOPES', 'a/%zz'],
    ['SCOPES', 'a/b,a/b'],
    ['SCOPES', 'a/b,%61/b'],
    ['SCOPES', `a/${'x'.repeat(129)}`],
    ['SYNC_INTERVAL', '0'],
    ['SYNC_INTERVAL', '-1'],
    ['EXPIRE_TIME', '1h'],
    ['EXPIRE_TIME', 'Infinity'],
    ['EXPIRE_TIME', '9'.repeat(400)],
    ['DURABILITY', 'always'],
    ['REPLICAS', '0'],
    ['REPLICAS', '1.5'],
    ['CODEC', 'gzip'],
    ['ON_RISK', 'ignore'],
    ['LATE_UPDATE_WINDOW', '-1'],
    ['HISTORY_RETENTION', '0'],
    ['FILL_RETENTION', '30d'],
    ['STARTUP', 'later'],
    ['LEASE_TIME', '0.5'],
    ['ON_DAMAGE', 'ignore'],
    ['CLOSE_TIMEOUT', '0'],
    ['MAX_SCOPES', '0'],
    ['IDLE_TIMEOUT', '-1'],
    ['KEY_PREFIX', 'a{b}:'],
    ['CLOSE_TIMEOUT', '1.5'],
    ['ON_CONFLICT', 'wait'],
    ['HOST', '0.0.0.0'],
    ['HOST', '127.0.0.1.evil.example'],
    ['HOST', '192.168.0.1'],
    ['PORT', '65536'],
    ['PORT', '0x50'],
    ['LOG_LEVEL', 'info'],
    ['LOG_FORMAT', 'xml'],
    ['API_KEYS', 'key=*'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => readAppConfig({ [name]: value })).toThrow(InvalidConfigurationError);
    expect(() => readAppConfig({ [name]: value })).toThrow(`${name}=`);
  });

  it('lists every fault at once, without the keys themselves', () => {
    expect(faultsOf({ PORT: 'x', HOST: 'y', API_KEYS: 'secret=*' })).toEqual([
      expect.stringContaining('HOST=y'),
      expect.stringContaining('PORT=x'),
      expect.not.stringContaining('secret'),
    ]);
  });
});

function faultsOf(environment: Environment): readonly string[] {
  try {
    readAppConfig(environment);
    return [];
  } catch (error) {
    return (error as InvalidConfigurationError).faults;
  }
}
