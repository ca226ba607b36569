import type { Cluster, Redis } from 'ioredis';
import type { Survives } from '../batch.js';
import type { RedisClient } from './redis-client.js';

type Settings = ReadonlyMap<string, string>;

const PATTERNS = ['append*', 'save', 'maxmemory*'];
const UNTOLD =
  'it does not tell its settings; allow CONFIG|GET, or check appendonly and maxmemory-policy yourself';

/** What the settings of a server mean for the state that it keeps. */
export interface ServerSettings {
  /** What a commit survives that no replica has confirmed. */
  readonly survives: Survives;
  /** What puts the state at risk, each with what to do about it. */
  readonly risks: readonly string[];
}

/**
 * Reads the settings of a server, or of all nodes of a Cluster, whichever has the scope now or will have it. A commit survives a crash of
 * the server only if every command is on its disk before it is answered (`appendfsync always`). Where the server does not say, nothing is
 * promised for it.
 */
export async function serverSettings(client: RedisClient): Promise<ServerSettings> {
  const told = await client
    .run((redis) => Promise.all(serversOf(redis).map(settingsOf)))
    .catch((): Settings[] => []);
  const known = told.filter((settings) => settings.has('appendonly'));
  if (known.length === 0) return { survives: 'process', risks: [UNTOLD] };
  return {
    survives: known.length === told.length && known.every(isSafe) ? 'server' : 'process',
    risks: [...new Set(known.flatMap(risksOf))],
  };
}

function serversOf(redis: Redis | Cluster): Redis[] {
  return redis.isCluster ? (redis as Cluster).nodes('all') : [redis as Redis];
}

function isSafe(settings: Settings): boolean {
  return settings.get('appendonly') === 'yes' && settings.get('appendfsync') === 'always';
}

function risksOf(settings: Settings): string[] {
  const risks: string[] = [];
  if (settings.get('appendonly') !== 'yes') {
    risks.push(
      settings.get('save') === ''
        ? 'it keeps nothing on disk, and loses all state when it restarts; set appendonly yes'
        : 'it keeps snapshots only, and loses what came after the last one when it crashes; set appendonly yes',
    );
  }
  const policy = settings.get('maxmemory-policy');
  if (settings.get('maxmemory') !== '0' && policy !== 'noeviction')
    risks.push(`it may evict state when memory is short (${policy}); set maxmemory-policy noeviction`);
  return risks;
}

/** Those settings that matter here; none where asking for them is not allowed, or not answered. */
async function settingsOf(redis: Redis): Promise<Settings> {
  const told = await Promise.all(PATTERNS.map((pattern) => redis.config('GET', pattern).catch(() => [])));
  const flat = told.flat();
  return new Map(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : [])));
}
