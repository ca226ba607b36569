import { Cluster, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { RedisLocation } from './redis-url.js';

const CONNECT_TIMEOUT_MS = 1_000;
/** A command that is not answered by then has an unknown outcome, and its connection is given up. */
const COMMAND_TIMEOUT_MS = 3_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Nothing is sent a second time by itself, and nothing is queued while a connection is away. */
const OPTIONS: RedisOptions = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  commandTimeout: COMMAND_TIMEOUT_MS,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: pauseBefore,
  // A master that became a replica answers READONLY: look for the new master, at most as often as attempts are made.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
};

/** A connection that is made when it is asked to. */
export function connectionTo(location: RedisLocation): Redis | Cluster {
  if (location.kind === 'single') return new Redis(location.url, { ...OPTIONS, lazyConnect: true });
  const { nodes, username, password, tls } = location;
  const options: RedisOptions = {
    ...OPTIONS,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  };
  if (location.kind === 'cluster') {
    return new Cluster([...nodes], {
      redisOptions: options,
      lazyConnect: true,
      enableOfflineQueue: false,
      clusterRetryStrategy: pauseBefore,
    });
  }
  const sentinel = { sentinels: [...nodes], name: location.name, sentinelRetryStrategy: pauseBefore };
  return new Redis({ ...options, ...sentinel, lazyConnect: true });
}

/** Twice as long each time, with jitter. */
function pauseBefore(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts) * (0.5 + Math.random() / 2);
}
