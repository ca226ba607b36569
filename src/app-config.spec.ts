import { describe, expect, it } from '@jest/globals';
import { HostNames } from './access/host-names.js';
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
        maxOrders: 1_000_000,
        maxAdjustments: 1_000_000,
        maxMarketData: 100_000,
        maxRecords: 100_000,
        maxText: 67_108_864,
        idleTimeout: null,
        keyPrefix: '',
        address: 'http://127.0.0.1:3000',
        closeTimeout: 10,
      },
      access: { keys: null, hosts: new HostNames([]), rateLimit: null },
      host: '127.0.0.1',
      port: 3_000,
      maxConnections: 2_000,
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
    ['MAX_ORDERS', '1000', { maxOrders: 1_000 }],
    ['MAX_ADJUSTMENTS', '1001', { maxAdjustments: 1_001 }],
    ['MAX_MARKET_DATA', '1002', { maxMarketData: 1_002 }],
    ['MAX_RECORDS', '1003', { maxRecords: 1_003 }],
    ['MAX_TEXT', '1004', { maxText: 1_004 }],
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
    ['MAX_ORDERS', '0'],
    ['MAX_ADJUSTMENTS', '-1'],
    ['MAX_MARKET_DATA', '1.5'],
    ['MAX_RECORDS', 'none'],
    ['MAX_TEXT', '64MiB'],
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
    ['API_KEYS', 'key'],
    ['API_KEYS', 'key='],
    ['API_KEYS', '=*'],
    ['API_KEYS', 'k y=*'],
    ['API_KEYS', 'key:rw=*'],
    ['API_KEYS', 'key=a/b|'],
    ['API_KEYS', 'key=a/b,'],
    ['API_KEYS', 'key=a'],
    ['API_KEYS', 'key=a/..'],
    ['API_KEYS', 'key=a/b|*'],
    ['API_KEYS', 'key=a/b,key=*'],
    ['API_KEYS', 'key=a/b,key:ro=*'],
    ['ALLOWED_HOSTS', 'a b'],
    ['ALLOWED_HOSTS', 'trading.example:80'],
    ['ALLOWED_HOSTS', '*'],
    ['RATE_LIMIT', '0'],
    ['MAX_CONNECTIONS', '-1'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => readAppConfig({ [name]: value })).toThrow(InvalidConfigurationError);
    expect(() => readAppConfig({ [name]: value })).toThrow(`${name}=`);
  });

  it('lists every fault at once, without the keys themselves', () => {
    const faults = faultsOf({ PORT: 'x', HOST: 'y z', API_KEYS: 'other=*,secret=secret,secret' });
    expect(faults).toEqual([
      expect.stringMatching(/^API_KEYS=\*\*\* .*number 2/),
      expect.stringContaining('HOST=y z'),
      expect.stringContaining('PORT=x'),
    ]);
    expect(faults.join()).not.toMatch(/secret|other/);
  });

  it('reads keys, those that read only, and the scopes that they open', () => {
    const { keys } = readAppConfig({ API_KEYS: 'k1=a/b|c%2Fd/%7C, aGk==:ro=*,k.3~+/-_=a=b/c' }).access;
    const opens = (key: string): unknown => {
      const { isReadOnly, scopes } = keys?.find(key) ?? {};
      return isReadOnly === undefined ? null : [isReadOnly, scopes === null ? '*' : [...(scopes ?? [])]];
    };
    expect(opens('k1')).toEqual([false, ['a/b', 'c%2Fd/%7C']]);
    expect(opens('aGk==')).toEqual([true, '*']);
    expect(opens('k.3~+/-_')).toEqual([false, ['a%3Db/c']]);
    for (const wrong of ['', 'k', 'k1 ', 'K1', 'k1=', 'k1=a/b', 'aGk', 'aGk==:ro'])
      expect(opens(wrong)).toBeNull();
    expect(JSON.stringify(keys)).not.toContain('k1');
  });

  it('listens elsewhere than on this machine only with keys', () => {
    expect(() => readAppConfig({ HOST: '0.0.0.0' })).toThrow('unless API_KEYS are set');
    expect(readAppConfig({ HOST: '0.0.0.0', API_KEYS: 'k=*' }).host).toBe('0.0.0.0');
  });

  it.each([
    [
      {},
      ['localhost', 'LOCALHOST.:3000', '127.0.0.1:3000', '[::1]:3000'],
      ['a.example', '', '[::2]', 'localhost.a', 'localhost@a', '127.0.0.1.a', undefined],
    ],
    [
      { ALLOWED_HOSTS: 'A.example, [fd00::7]' },
      ['a.example:443', '[FD00::7]:3000', 'localhost'],
      ['b.example', 'x.a.example'],
    ],
    [
      { HOST: '0.0.0.0', API_KEYS: 'k=*', ALLOWED_HOSTS: 'a.example' },
      ['a.example', 'localhost'],
      ['10.0.0.1'],
    ],
  ])('with %j it may be called %j, not %j', (environment, names, others) => {
    const { hosts } = readAppConfig(environment).access;
    for (const name of names) expect([name, hosts?.has(name)]).toEqual([name, true]);
    for (const name of others) expect([name, hosts?.has(name)]).toEqual([name, false]);
  });

  it('any name will do where it listens for other machines and none is listed', () => {
    expect(readAppConfig({ HOST: '0.0.0.0', API_KEYS: 'k=*' }).access.hosts).toBeNull();
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
