import type { Survives } from '../batch.js';
import type { RedisClient } from './redis-client.js';

/** What the settings of a server mean for the state that it keeps. */
export interface ServerSettings {
  /** What a commit survives that no replica has confirmed. */
  readonly survives: Survives;
  /** What puts the state at risk, each with what to do about it. */
  readonly risks: readonly string[];
}

/**
 * Reads the settings of a server. A commit survives a crash of the server only if every command is on its disk before it is
 * answered (`appendfsync always`). Where the server does not say, nothing is promised for it.
 */
export async function serverSettings(client: RedisClient): Promise<ServerSettings> {
  const [append, save, memory] = await Promise.all(
    ['append*', 'save', 'maxmemory*'].map((pattern) => settingsOf(client, pattern)),
  );
  const settings = new Map([...(append ?? []), ...(save ?? []), ...(memory ?? [])]);
  return { survives: survivesWith(settings), risks: risksOf(settings) };
}

function survivesWith(settings: ReadonlyMap<string, string>): Survives {
  const isSafe = settings.get('appendonly') === 'yes' && settings.get('appendfsync') === 'always';
  return isSafe ? 'server' : 'process';
}

function risksOf(settings: ReadonlyMap<string, string>): string[] {
  const appends = settings.get('appendonly');
  if (appends === undefined)
    return [
      'it does not tell its settings; allow CONFIG|GET, or check appendonly and maxmemory-policy yourself',
    ];
  const risks: string[] = [];
  if (appends !== 'yes') {
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

/** The settings whose names match a pattern; none where asking for them is not allowed. */
async function settingsOf(client: RedisClient, pattern: string): Promise<(readonly [string, string])[]> {
  const flat = await client
    .run((redis) => redis.config('GET', pattern) as Promise<readonly string[]>)
    .catch(() => []);
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}
