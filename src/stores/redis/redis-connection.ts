import { Cluster, Redis } from 'ioredis';
import type { ClusterOptions, RedisOptions } from 'ioredis';
import type { HostClient } from './host-client.js';
import { COMMAND_TIMEOUT_MS } from './patience.js';
import type { RedisLocation } from './redis-url.js';

const CONNECT_TIMEOUT_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
/** How long a connection that is given up may take to close. What it was sent has an unknown outcome by then anyway. */
const GIVE_UP_MS = 50;

/** Nothing is sent a second time by itself, and nothing is queued while a connection is away. */
const OPTIONS: RedisOptions = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  // ioredis waits 2 s for it, even where the connection is closed, and keeps the process alive for so long.
  disconnectTimeout: GIVE_UP_MS,
  commandTimeout: COMMAND_TIMEOUT_MS,
  // One that takes connections and says nothing would be waited for for ever, whatever the others know.
  sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: pauseBefore,
  // Keys are given whole: a client's prefix would be put before those of commands and not before those that scripts name.
  keyPrefix: '',
  // A master that became a replica answers READONLY: look for the new master, at most as often as attempts are made.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
};

const CLUSTER_OPTIONS: ClusterOptions = {
  lazyConnect: true,
  enableOfflineQueue: false,
  enableAutoPipelining: false,
  scaleReads: 'master',
  clusterRetryStrategy: pauseBefore,
};

/**
 * A connection that is made when it is asked to: to a place, or to where a host's own client is connected to, with its credentials but not
 * with its habits, because a client that sends commands again, or keeps them for later, would break the promise of commits.
 */
export function connectionTo(location: RedisLocation | HostClient): Redis | Cluster {
  if (location.kind === 'client') return duplicateOf(location.client);
  if (location.kind === 'single') return new Redis(location.url, { ...OPTIONS, lazyConnect: true });
  const { nodes, username, password, tls } = location;
  const options: RedisOptions = {
    ...OPTIONS,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  };
  if (location.kind === 'cluster') {
    return new Cluster([...nodes], { ...CLUSTER_OPTIONS, redisOptions: options });
  }
  const sentinel = {
    sentinels: [...nodes],
    name: location.name,
    sentinelRetryStrategy: pauseBefore,
    // Without these ioredis talks to the Sentinels, and to the master that they name, as if `tls` was not there.
    ...(tls && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
  return new Redis({ ...options, ...sentinel, lazyConnect: true });
}

/** From now on a command of this connection is given up after so long. */
export function limitCommands(redis: Redis | Cluster, limitMs: number): void {
  if (!redis.isCluster) {
    (redis as Redis).options.commandTimeout = limitMs;
    return;
  }
  const cluster = redis as Cluster;
  for (const node of cluster.nodes()) node.options.commandTimeout = limitMs;
  // Connections to nodes that are made later are made with these.
  if (cluster.options.redisOptions !== undefined) cluster.options.redisOptions.commandTimeout = limitMs;
}

function duplicateOf(client: Redis | Cluster): Redis | Cluster {
  if (client.isCluster) {
    const { options } = client as Cluster;
    const redisOptions = { ...options.redisOptions, ...OPTIONS };
    return (client as Cluster).duplicate([], { ...CLUSTER_OPTIONS, keyPrefix: '', redisOptions });
  }
  return (client as Redis).duplicate({ ...OPTIONS, lazyConnect: true, enableAutoPipelining: false });
}

/** Twice as long each time, with jitter. */
function pauseBefore(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts) * (0.5 + Math.random() / 2);
}
