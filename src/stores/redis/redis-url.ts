import { InvalidStoreUrlError } from '../store.errors.js';

/** One server of a Cluster, or one Sentinel. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** Where a Redis is: one server as ioredis reads its URL, a Cluster, or whatever Sentinels call by a name. */
export type RedisLocation =
  | { readonly kind: 'single'; readonly url: string }
  | ({ readonly kind: 'cluster'; readonly nodes: readonly RedisNode[] } & Credentials)
  | ({
      readonly kind: 'sentinel';
      readonly nodes: readonly RedisNode[];
      readonly name: string;
    } & Credentials);

interface Credentials {
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
}

const REDIS_PORT = 6_379;
const SENTINEL_PORT = 26_379;
const SEVERAL =
  /^(?<scheme>rediss?)-(?<kind>cluster|sentinel):\/\/(?:(?<user>[^@:]*)(?::(?<password>[^@]*))?@)?(?<nodes>[^/]+)(?:\/(?<name>.+))?$/;

/**
 * Reads `redis://` and `rediss://`, `redis-cluster://h1:p1,h2:p2`, and `redis-sentinel://h1:p1,h2:p2/name`; the last two with
 * `user:password@` before the hosts, and as `rediss-…` with TLS. None has a query.
 *
 * @throws {InvalidStoreUrlError} if it is none of these.
 */
export function redisLocation(url: string): RedisLocation {
  // ioredis takes a query for options that go before those of a caller: a command could be sent twice then, or keys get a prefix.
  if (url.includes('?')) throw new InvalidStoreUrlError();
  if (/^rediss?:\/\/./.test(url)) return { kind: 'single', url };
  const { scheme, kind, user, password, nodes, name } = SEVERAL.exec(url)?.groups ?? {};
  if (nodes === undefined) throw new InvalidStoreUrlError();
  const credentials = {
    ...(user && { username: decoded(user) }),
    ...(password && { password: decoded(password) }),
    tls: scheme === 'rediss',
  };
  if (kind === 'cluster' && name === undefined)
    return { kind, nodes: nodesIn(nodes, REDIS_PORT), ...credentials };
  if (kind === 'sentinel' && name !== undefined) {
    return { kind, nodes: nodesIn(nodes, SENTINEL_PORT), name: decoded(name), ...credentials };
  }
  throw new InvalidStoreUrlError();
}

function nodesIn(text: string, preset: number): RedisNode[] {
  return text.split(',').map((node) => {
    const { host, port = String(preset) } =
      /^(?<host>[^:]+|\[.+\])(?::(?<port>\d{1,5}))?$/.exec(node)?.groups ?? {};
    if (host === undefined) throw new InvalidStoreUrlError();
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new InvalidStoreUrlError();
  }
}
