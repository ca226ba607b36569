import { CacheKey } from '../../stores/cache-key.js';
import { hostClient, prefixOf } from '../../stores/redis/host-client.js';
import type { HostClient } from '../../stores/redis/host-client.js';
import type { RedisClient } from '../../stores/redis/redis-client.js';
import { assertKeyPrefix } from '../../stores/redis/scope-keys.js';
import { redisLocation } from '../../stores/redis/redis-url.js';
import type { RedisLocation } from '../../stores/redis/redis-url.js';
import { DamagedRecordError, StoreUnavailableError } from '../../stores/store.errors.js';
import { checkMarketData, checkName, notJson } from '../market-data.check.js';
import { InvalidMarketDataError } from '../market-data.errors.js';
import type { Aged, MarketDataByKind, MarketDataKind } from '../market-data.js';
import { toJson } from '../../state/to-json.js';
import { marketDataKey } from './market-data-key.js';

const SECOND_MS = 1_000;
const TIME_TO_LIVE_S = 3_600;
/** The longest time to live (s): what Redis keeps of it in milliseconds, added to its clock, must fit into 64 bits. */
const MAX_TIME_TO_LIVE_S = 100 * 365 * 86_400;
const LIMIT_MS = 5_000;

/** Where a `RedisCache` keeps its values. */
export interface RedisCacheOptions {
  /** A server, a Cluster or Sentinels, as for a state store; `redis://127.0.0.1:6379` unless given. */
  readonly url?: string;
  /** A client of ioredis instead: a connection like it is made, and it stays yours to close. */
  readonly client?: HostClient['client'];
  /** How long values live that are set without a time of their own (s); 3,600 unless given. */
  readonly timeToLive?: number;
  /** What stands before all keys. Unless given it is the `keyPrefix` of a client, and nothing with a URL. */
  readonly keyPrefix?: string;
}

/** How one value is kept. */
export interface SetOptions {
  /** How long it lives (s). */
  readonly timeToLive?: number;
}

/** A value as it stands in Redis. Its age is what Redis has taken of its time to live: no clock of any process is compared with another's. */
interface Stored {
  readonly timeToLiveMs: number;
  readonly value: unknown;
}

/**
 * The latest market data in Redis, shared by all processes that ask for it; without Nest, without a scope. Whoever sets a value last wins.
 * Each call is a command of its own: it rejects with `StoreUnavailableError` if Redis has not answered within 5 s, and nothing is tried again.
 *
 * @example
 * const cache = new RedisCache({ url: 'redis://127.0.0.1:6379' });
 * await cache.setMarketData('BTCUSDT', { bid: '100', ask: '101' }, { timeToLive: 60 });
 * await cache.getMarketData('BTCUSDT');
 *
 * @example In Nest, which closes it with the application:
 * providers: [{ provide: RedisCache, useFactory: () => new RedisCache({ url }) }]
 */
export class RedisCache {
  private readonly location: RedisLocation | HostClient;
  private readonly timeToLiveMs: number;
  private readonly keyPrefix: string;
  private redis: Promise<RedisClient> | null = null;
  private isClosed = false;

  /** @throws {InvalidStoreUrlError}, {InvalidClientError}, {InvalidKeyPrefixError} or {InvalidMarketDataError} naming what is wrong. */
  constructor({
    url = 'redis://127.0.0.1:6379',
    client,
    timeToLive = TIME_TO_LIVE_S,
    keyPrefix,
  }: RedisCacheOptions = {}) {
    this.location = client === undefined ? redisLocation(url) : hostClient(client);
    this.timeToLiveMs = milliseconds(timeToLive);
    this.keyPrefix = keyPrefix ?? prefixOf(this.location);
    assertKeyPrefix(this.keyPrefix);
  }

  /** Sets any JSON value of a symbol. @throws {InvalidMarketDataError} naming what is wrong. */
  async setMarketData(symbol: string, data: unknown, options: SetOptions = {}): Promise<void> {
    checkName(symbol, 'symbol');
    await this.set(marketDataKey(symbol, null), toJson(data, notJson), options);
  }

  /** A symbol's plain value; null if there is none, or its time is over. */
  async getMarketData(symbol: string): Promise<unknown> {
    checkName(symbol, 'symbol');
    return (await this.get(marketDataKey(symbol, null), (value) => value))?.value ?? null;
  }

  /** Sets a typed value, decimals canonical. @throws {InvalidMarketDataError} naming the field that is wrong. */
  async setMarket<Kind extends MarketDataKind>(
    kind: Kind,
    symbol: string,
    value: MarketDataByKind[Kind],
    options: SetOptions & { readonly interval?: string } = {},
  ): Promise<void> {
    const key = typedKey(kind, symbol, options.interval);
    await this.set(key, JSON.stringify(checkMarketData(kind, value)), options);
  }

  /** The latest typed value and its age; null if there is none, or its time is over. */
  async market<Kind extends MarketDataKind>(
    kind: Kind,
    symbol: string,
    interval?: string,
  ): Promise<Aged<MarketDataByKind[Kind]> | null> {
    return this.get(typedKey(kind, symbol, interval), (value) => checkMarketData(kind, value));
  }

  /** Lets go of the connection that was made here. Whatever is asked afterwards rejects with `StoreUnavailableError`. */
  async close(): Promise<void> {
    this.isClosed = true;
    await (await this.redis)?.close();
  }

  /** Called by Nest where this is a provider. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private async set(place: string, json: string, { timeToLive }: SetOptions): Promise<void> {
    const timeToLiveMs = timeToLive === undefined ? this.timeToLiveMs : milliseconds(timeToLive);
    const key = this.keyPrefix + place;
    const stored = `{"timeToLiveMs":${timeToLiveMs},"value":${json}}`;
    await this.run((client) => client.run((redis) => redis.set(key, stored, 'PX', timeToLiveMs)));
  }

  private async get<V>(place: string, read: (value: unknown) => V): Promise<Aged<V> | null> {
    const key = this.keyPrefix + place;
    const [text, remaining] = await this.run((client) =>
      client.run(async (redis) => {
        const replies = (await redis.multi().get(key).pttl(key).exec()) ?? [];
        for (const [failure] of replies) if (failure !== null) throw failure;
        return replies.map(([, reply]) => reply) as [string | null, number];
      }),
    );
    if (text === null) return null;
    try {
      const { timeToLiveMs, value } = JSON.parse(text) as Stored;
      if (!Number.isSafeInteger(timeToLiveMs)) throw new TypeError('it was not written by a RedisCache');
      return { value: read(value), ageMs: Math.max(0, timeToLiveMs - remaining) };
    } catch (cause) {
      throw new DamagedRecordError(CacheKey.MARKET_DATA, key, (cause as Error).message, { cause });
    }
  }

  /** Gives a command up after a while, whatever became of it. */
  private async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new StoreUnavailableError('it was closed');
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<never>((_, reject) => {
      const late = (): void => reject(new StoreUnavailableError(`no answer within ${LIMIT_MS} ms`));
      timer = setTimeout(late, LIMIT_MS);
    });
    try {
      return await Promise.race([this.client().then(command), passed]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** ioredis is loaded when it is used: whoever imports this package for something else needs none. */
  private client(): Promise<RedisClient> {
    this.redis ??= import('../../stores/redis/redis-client.js').then(
      ({ RedisClient: Client }) => new Client(this.location),
    );
    return this.redis;
  }
}

function typedKey(kind: MarketDataKind, symbol: string, interval: string | undefined): string {
  checkName(symbol, 'symbol');
  if (interval !== undefined) checkName(interval, 'interval');
  return marketDataKey(symbol, kind, interval);
}

function milliseconds(seconds: number): number {
  const rounded = typeof seconds === 'number' ? Math.round(seconds * SECOND_MS) : Number.NaN;
  if (!(rounded >= 1 && seconds <= MAX_TIME_TO_LIVE_S))
    throw new InvalidMarketDataError('timeToLive', 'must be seconds, from 0.001 to a hundred years');
  return rounded;
}
