import type { LogLevel } from '@nestjs/common';
import type { ScopeId } from './stores/scope-id.js';
import { assertScopeId, scopeName } from './stores/scope-id.js';
import { assertStoreUrl } from './stores/store-url.js';
import { InvalidConfigurationError } from './app-config.errors.js';
import type { OnConflict } from './cache/cache.options.js';
import type { Durability } from './cache/writer.js';

/** What the app reads from its environment. */
export interface AppConfig {
  readonly storeUrl: string;
  readonly scopes: readonly [ScopeId, ...ScopeId[]];
  /** Seconds. */
  readonly syncInterval: number;
  /** Seconds. */
  readonly expireTime: number;
  readonly durability: Durability;
  readonly onConflict: OnConflict;
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const DURABILITIES = ['interval', 'continuous', 'replicated'] as const;
/** Never shown: they may hold a password or keys. */
const SECRET: ReadonlySet<string> = new Set(['STORE_URL', 'API_KEYS']);
const ON_CONFLICT = ['fail', 'standby'] as const;
/** From the least talkative to the most. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const satisfies LogLevel[];

/**
 * Reads the configuration; a variable that is empty counts as not set.
 *
 * @throws {InvalidConfigurationError} listing every fault.
 */
export function readAppConfig(environment: Environment): AppConfig {
  const reader = new Reader(environment);
  const config: AppConfig = {
    storeUrl: reader.read('STORE_URL', 'file:./data', storeUrl),
    scopes: reader.read('SCOPES', 'default/default', scopesIn),
    syncInterval: reader.read('SYNC_INTERVAL', '60', seconds),
    expireTime: reader.read('EXPIRE_TIME', '3600', seconds),
    durability: reader.read('DURABILITY', 'continuous', oneOf(DURABILITIES)),
    onConflict: reader.read('ON_CONFLICT', 'fail', oneOf(ON_CONFLICT)),
    host: reader.read('HOST', '127.0.0.1', loopback),
    port: reader.read('PORT', '3000', portNumber),
    logLevel: reader.read('LOG_LEVEL', 'log', oneOf(LOG_LEVELS)),
  };
  reader.read('API_KEYS', '', refusedKeys);
  reader.finish();
  return config;
}

class Reader {
  private readonly faults: string[] = [];

  constructor(private readonly environment: Environment) {}

  /** The value of a variable; of its default where it is wrong, which `finish` then reports. */
  read<T>(name: string, preset: string, parse: (text: string) => T): T {
    const given = this.environment[name] ?? '';
    try {
      return parse(given === '' ? preset : given);
    } catch (error) {
      const shown = SECRET.has(name) ? '***' : given;
      this.faults.push(`${name}=${shown} ${(error as Error).message}`);
      return parse(preset);
    }
  }

  finish(): void {
    if (this.faults.length > 0) throw new InvalidConfigurationError(this.faults);
  }
}

function storeUrl(text: string): string {
  try {
    assertStoreUrl(text);
    return text;
  } catch {
    throw new Error(
      'must be file: and a folder, redis://host:port (or rediss:, redis-cluster:, redis-sentinel:), or memory:',
    );
  }
}

function scopesIn(text: string): readonly [ScopeId, ...ScopeId[]] {
  const scopes = new Map<string, ScopeId>();
  for (const part of text.split(',')) {
    const scope = scopeIn(part);
    if (scopes.has(scopeName(scope))) throw new Error(`names ${part} twice`);
    scopes.set(scopeName(scope), scope);
  }
  return [...scopes.values()] as [ScopeId, ...ScopeId[]];
}

function scopeIn(text: string): ScopeId {
  const [strategyId, userId, ...rest] = text.split('/').map(decodePart);
  if (strategyId === undefined || userId === undefined || rest.length > 0) {
    throw new Error(`must list scopes as strategy/user, not ${JSON.stringify(text)}`);
  }
  assertScopeId({ strategyId, userId });
  return { strategyId, userId };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error(`must be percent-encoded, unlike ${JSON.stringify(part)}`);
  }
}

function seconds(text: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(text) || Number(text) === 0)
    throw new Error('must be a number of seconds above 0');
  return Number(text);
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error('must be a port, 0 to 65535');
  return Number(text);
}

function oneOf<T extends string>(allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const value = allowed.find((each) => each === text);
    if (value === undefined) throw new Error(`must be one of ${allowed.join(', ')}`);
    return value;
  };
}

/** Whoever reaches the app can change positions: without keys, only this machine may. */
function loopback(host: string): string {
  if (host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)) return host;
  throw new Error(
    'must be a loopback address (127.0.0.1, ::1 or localhost), because the app knows no keys yet',
  );
}

function refusedKeys(keys: string): void {
  if (keys !== '') throw new Error('cannot be used: this release knows no keys and answers on loopback only');
}
