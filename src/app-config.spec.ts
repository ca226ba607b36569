import { describe, expect, it } from '@jest/globals';
import { readAppConfig } from './app-config.js';
import type { Environment } from './app-config.js';
import { InvalidConfigurationError } from './app-config.errors.js';

describe('readAppConfig', () => {
  it('has a default for everything; an empty variable counts as not set', () => {
    const defaults = {
      storeUrl: 'file:./data',
      scopes: [{ strategyId: 'default', userId: 'default' }],
      syncInterval: 60,
      expireTime: 3_600,
      durability: 'continuous',
      onConflict: 'fail',
      host: '127.0.0.1',
      port: 3_000,
      logLevel: 'log',
    };
    expect(readAppConfig({})).toEqual(defaults);
    expect(readAppConfig({ PORT: '', SCOPES: '', API_KEYS: '' })).toEqual(defaults);
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
    ['DURABILITY', 'always'],
    ['ON_CONFLICT', 'wait'],
    ['HOST', '0.0.0.0'],
    ['HOST', '127.0.0.1.evil.example'],
    ['HOST', '192.168.0.1'],
    ['PORT', '65536'],
    ['PORT', '0x50'],
    ['LOG_LEVEL', 'info'],
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
