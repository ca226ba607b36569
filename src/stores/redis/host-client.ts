import type { Cluster, Redis } from 'ioredis';
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

/** @throws {InvalidClientError} if it is no client of ioredis, or puts a prefix before keys. */
export function hostClient(client: Redis | Cluster): HostClient {
  const { duplicate, options } = (client ?? {}) as Partial<Redis | Cluster>;
  if (typeof duplicate !== 'function' || options === undefined)
    throw new InvalidClientError('is none of ioredis');
  // A prefix would move the hash tag that keeps a scope on one node, and scripts would not know it.
  if ((options.keyPrefix ?? '') !== '') throw new InvalidClientError('puts a prefix before its keys');
  return { kind: 'client', client };
}
