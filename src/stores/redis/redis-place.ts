import type { Cluster, Redis } from 'ioredis';
import { scopeName, scopeStoreKey } from '../scope-id.js';
import type { ScopeId } from '../scope-id.js';
import { StateSchemaError } from '../store.errors.js';
import type { HostClient } from './host-client.js';
import type { RedisLocation, RedisNode } from './redis-url.js';

/** A Redis in words, without user and password. */
export function placeOf(location: RedisLocation | HostClient): string {
  switch (location.kind) {
    case 'single': {
      const { host, pathname } = new URL(location.url);
      return `the Redis at ${host}${pathname}`;
    }
    case 'cluster':
      return `the Redis Cluster at ${namesOf(location.nodes)}`;
    case 'sentinel':
      return `the Redis that Sentinels at ${namesOf(location.nodes)} call ${location.name}`;
    case 'client':
      return placeOfClient(location.client);
  }
}

/** Why a scope in a Redis is not read by this release. */
export function schemaRefusal(
  scope: ScopeId,
  place: string,
  schema: string,
  keyPrefix: string,
): StateSchemaError {
  return new StateSchemaError(
    scopeName(scope),
    place,
    schema,
    `Give another server or database, or delete the keys ${keyPrefix}trading-cache:{${scopeStoreKey(scope)}}:*.`,
  );
}

function placeOfClient(client: Redis | Cluster): string {
  if (client.isCluster) return 'the Redis Cluster of the client';
  const { host, port, name, db } = (client as Redis).options;
  return (name ?? null) === null
    ? `the Redis at ${host}:${port}/${db}`
    : `the Redis that Sentinels call ${name}`;
}

function namesOf(nodes: readonly RedisNode[]): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
}
