import type { Survives } from '../batch.js';
import type { RedisClient } from './redis-client.js';

/**
 * What a commit survives on this server: a crash of the server only if it writes every command to its append-only file before it
 * answers (`appendfsync always`). Where the server does not say, nothing is promised for it.
 */
export async function survivesOn(client: RedisClient): Promise<Survives> {
  const settings = await client.run((redis) => redis.config('GET', 'append*')).catch(() => []);
  const values = new Map(pairs(settings as readonly string[]));
  return values.get('appendonly') === 'yes' && values.get('appendfsync') === 'always' ? 'server' : 'process';
}

function pairs(flat: readonly string[]): (readonly [string, string])[] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}
