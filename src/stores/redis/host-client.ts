import type { Cluster, Redis } from 'ioredis';
import type { RedisLocation } from './redis-url.js';
import { TradingCacheError } from '../../errors/trading-cache.error.js';

/** A client of the host that tells where to connect to. It stays the host's: nothing is sent through it, and it is not closed. */
export interface HostClient {
  readonly kind: 'client';
  readonly client: Redis | Cluster;
}

/** A client that cannot tell where state is to be kept. */
export class InvalidClientError extends TradingCacheError {
  readonly code = 'INVALID_CLIENT';

  constructor(reason: string) {
    super(`The Redis client ${reason}. Give RedisStateStore another client of ioredis, or a URL.`);
  }
}

/** @throws {InvalidClientError} if it is no client of ioredis. */
export function hostClient(client: Redis | Cluster): HostClient {
  const { duplicate, options } = (client ?? {}) as Partial<Redis | Cluster>;
  if (typeof duplicate !== 'function' || options === undefined)
    throw new InvalidClientError('is none of ioredis');
  return { kind: 'client', client };
}

/** What a client of the host puts before its keys. */
export function prefixOf(location: RedisLocation | HostClient): string {
  if (location.kind !== 'client') return '';
  const { options } = location.client;
  return options.keyPrefix ?? ('redisOptions' in options ? options.redisOptions?.keyPrefix : '') ?? '';
}
