import { TradingCacheError } from '../../errors/trading-cache.error.js';
import type { RedisClient } from './redis-client.js';
import type { KeyType, ScopeKeys } from './scope-keys.js';

/** A key of a scope has a value of another type: it was written by something else. The scope is not held. */
export class WrongKeyTypeError extends TradingCacheError {
  readonly code = 'WRONG_KEY_TYPE';

  constructor(
    readonly scope: string,
    readonly key: string,
    /** The type that was found, as Redis names it. */
    readonly found: string,
    readonly needed: KeyType,
  ) {
    super(
      `Scope ${scope} needs a ${needed} under the Redis key ${key}, and a ${found} is there, which something else wrote. ` +
        'Rename or delete that key, or keep the scope in another database, then start again.',
    );
  }
}

/**
 * Looks at the types of all keys of a scope.
 *
 * @throws {WrongKeyTypeError} naming the first key that has another type than the scope needs.
 * @throws {StoreUnavailableError} if the server does not say.
 */
export async function assertKeyTypes(client: RedisClient, scope: string, keys: ScopeKeys): Promise<void> {
  const needed = [...keys.types()];
  const found = await client.run((redis) => Promise.all(needed.map(([key]) => redis.type(key))));
  for (const [at, [key, type]] of needed.entries()) {
    const actual = found[at] as string;
    if (actual !== 'none' && actual !== type) throw new WrongKeyTypeError(scope, key, actual, type);
  }
}
