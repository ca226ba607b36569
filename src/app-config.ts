import type { LogLevel } from '@nestjs/common';
import type { AccessRules } from './access/access.js';
import type { ApiKeys } from './access/api-keys.js';
import { HostNames } from './access/host-names.js';
import { InvalidConfigurationError } from './app-config.errors.js';
import { keysIn } from './app-config.keys.js';
import { scopesIn } from './app-config.scopes.js';
import { TradingCacheOptions } from './cache/cache.options.js';
import { deflateCodec } from './cache/deflate-codec.js';
import type { RecordCodec } from './stores/record-codec.js';
import type { ScopeId } from './stores/scope-id.js';
import { assertStoreUrl } from './stores/store-url.js';

/** The options of the library that an environment can say, each under its name: `fillRetention` is `FILL_RETENTION`. */
export type CacheSettings = Omit<TradingCacheOptions, 'strategyId' | 'userId' | 'scopes' | 'store' | 'now'>;

/** How the log is written: to be read, or a line of JSON each. */
export type LogFormat = 'text' | 'json';

/** What the app reads from its environment. */
export interface AppConfig {
  readonly storeUrl: string;
  readonly scopes: readonly [ScopeId, ...ScopeId[]];
  readonly cache: Readonly<CacheSettings>;
  readonly access: AccessRules;
  readonly host: string;
  readonly port: number;
  /** How many connections are open at once at most. */
  readonly maxConnections: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Never shown: they may hold a password or keys. */
const SECRET: ReadonlySet<string> = new Set(['STORE_URL', 'API_KEYS']);
/** From the least talkative to the most. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const satisfies LogLevel[];

/**
 * Reads the configuration; a variable that is empty counts as not set.
 *
 * @throws {InvalidConfigurationError} listing every fault.
 */
export function readAppConfig(environment: Environment): AppConfig {
  return configOf(new Reader(environment));
}

/** The names of all variables that the configuration is read from. */
export function variableNames(): readonly string[] {
  const reader = new Reader({});
  configOf(reader);
  return [...reader.names];
}

function configOf(reader: Reader): AppConfig {
  const storeUrl = reader.read('STORE_URL', 'file:./data', storeUrlIn);
  const scopes = reader.read('SCOPES', [{ strategyId: 'default', userId: 'default' }], scopesIn);
  const keys = reader.read<ApiKeys | null>('API_KEYS', null, keysIn);
  const host = reader.read('HOST', '127.0.0.1', hostIn(reader.has('API_KEYS')));
  const listed = reader.read<readonly string[] | null>('ALLOWED_HOSTS', null, namesIn);
  const rateLimit = reader.read<number | null>('RATE_LIMIT', null, positiveInteger('requests a second'));
  const maxConnections = reader.read('MAX_CONNECTIONS', 2_000, positiveInteger('connections'));
  const port = reader.read('PORT', 3_000, portNumber);
  const logLevel = reader.read('LOG_LEVEL', 'log', oneOf(LOG_LEVELS));
  const logFormat = reader.read<LogFormat>('LOG_FORMAT', 'text', oneOf(['text', 'json']));
  const cache = cacheSettings(reader, addressOf(host, port));
  reader.finish();
  const access = { keys, hosts: hostNames(host, listed), rateLimit };
  return { storeUrl, scopes, cache, access, host, port, maxConnections, logLevel, logFormat };
}

function cacheSettings(reader: Reader, address: string): CacheSettings {
  const preset = new TradingCacheOptions();
  return {
    durability: reader.read('DURABILITY', preset.durability, oneOf(['interval', 'continuous', 'replicated'])),
    replicas: reader.read('REPLICAS', preset.replicas, positiveInteger('replicas')),
    codec: reader.read<CacheSettings['codec']>('CODEC', preset.codec, codecNamed),
    onRisk: reader.read('ON_RISK', preset.onRisk, oneOf(['warn', 'refuse'])),
    syncInterval: reader.read('SYNC_INTERVAL', preset.syncInterval, seconds),
    expireTime: reader.read('EXPIRE_TIME', preset.expireTime, seconds),
    lateUpdateWindow: reader.read('LATE_UPDATE_WINDOW', preset.lateUpdateWindow, secondsFrom(0)),
    historyRetention: reader.read('HISTORY_RETENTION', preset.historyRetention, seconds),
    fillRetention: reader.read<number | null>('FILL_RETENTION', preset.fillRetention, seconds),
    // The app answers health while its scopes open.
    startup: reader.read('STARTUP', 'background', oneOf(['require', 'degrade', 'background'])),
    onConflict: reader.read('ON_CONFLICT', preset.onConflict, oneOf(['fail', 'standby'])),
    leaseTime: reader.read('LEASE_TIME', preset.leaseTime, secondsFrom(1)),
    onDamage: reader.read('ON_DAMAGE', preset.onDamage, oneOf(['refuse', 'quarantine'])),
    maxScopes: reader.read<number | null>('MAX_SCOPES', preset.maxScopes, positiveInteger('scopes')),
    maxOrders: reader.read('MAX_ORDERS', preset.maxOrders, positiveInteger('orders')),
    maxAdjustments: reader.read('MAX_ADJUSTMENTS', preset.maxAdjustments, positiveInteger('adjustments')),
    maxMarketData: reader.read('MAX_MARKET_DATA', preset.maxMarketData, positiveInteger('values')),
    maxRecords: reader.read('MAX_RECORDS', preset.maxRecords, positiveInteger('records')),
    maxText: reader.read('MAX_TEXT', preset.maxText, positiveInteger('characters')),
    idleTimeout: reader.read<number | null>('IDLE_TIMEOUT', preset.idleTimeout, secondsFrom(0)),
    keyPrefix: reader.read('KEY_PREFIX', preset.keyPrefix, withoutBraces),
    address: reader.read('ADDRESS', address, (text) => text),
    closeTimeout: reader.read('CLOSE_TIMEOUT', preset.closeTimeout, positiveInteger('seconds')),
  };
}

class Reader {
  private readonly faults: string[] = [];
  /** Those that were asked for. */
  readonly names = new Set<string>();

  constructor(private readonly environment: Environment) {}

  has(name: string): boolean {
    return (this.environment[name] ?? '') !== '';
  }

  /** The value of a variable; the preset where it is not set, or wrong, which `finish` then reports. */
  read<T>(name: string, preset: NoInfer<T>, parse: (text: string) => T): T {
    this.names.add(name);
    const given = this.environment[name] ?? '';
    if (given === '') return preset;
    try {
      return parse(given);
    } catch (error) {
      const shown = SECRET.has(name) ? '***' : given;
      this.faults.push(`${name}=${shown} ${(error as Error).message}`);
      return preset;
    }
  }

  finish(): void {
    if (this.faults.length > 0) throw new InvalidConfigurationError(this.faults);
  }
}

function storeUrlIn(text: string): string {
  try {
    assertStoreUrl(text);
    return text;
  } catch {
    throw new Error(
      'must be file: and a folder, redis://host:port (or rediss:, redis-cluster:, redis-sentinel:), or memory:',
    );
  }
}

function seconds(text: string): number {
  if (!isSeconds(text) || Number(text) === 0) throw new Error('must be a number of seconds above 0');
  return Number(text);
}

function secondsFrom(least: number): (text: string) => number {
  return (text) => {
    if (!isSeconds(text) || Number(text) < least)
      throw new Error(`must be a number of seconds, ${least} or more`);
    return Number(text);
  };
}

function isSeconds(text: string): boolean {
  return /^\d+(?:\.\d+)?$/.test(text) && Number.isFinite(Number(text));
}

function positiveInteger(what: string): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`must be a whole number of ${what}, 1 or more`);
    return Number(text);
  };
}

function withoutBraces(text: string): string {
  if (/[{}]/.test(text)) throw new Error('must be without braces');
  return text;
}

function codecNamed(name: string): RecordCodec {
  if (name !== deflateCodec.name) throw new Error(`must be ${deflateCodec.name}, or empty for none`);
  return deflateCodec;
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error('must be a port, 0 to 65535');
  return Number(text);
}

function oneOf<const T extends string>(allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const value = allowed.find((each) => each === text);
    if (value === undefined) throw new Error(`must be one of ${allowed.join(', ')}`);
    return value;
  };
}

/** Where the app answers, as a URL: an IPv6 address stands in brackets there. */
function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const LOOPBACK = /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/;

/** Whoever reaches the app can change positions: without keys, only this machine may. */
function hostIn(hasKeys: boolean): (host: string) => string {
  return (host) => {
    if (!/^[\w.:%-]+$/.test(host)) throw new Error('must be an address or a name to listen on');
    if (hasKeys || LOOPBACK.test(host)) return host;
    throw new Error('must be a loopback address (127.0.0.1, ::1 or localhost) unless API_KEYS are set');
  };
}

function namesIn(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => !/^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(name)))
    throw new Error('must list names without ports, such as trading.example,[fd00::7]');
  return names;
}

/** Where the app listens for other machines, it cannot know the names that they have for it: then any will do, unless some are listed. */
function hostNames(host: string, listed: readonly string[] | null): HostNames | null {
  return listed === null && !LOOPBACK.test(host) ? null : new HostNames(listed ?? []);
}
