import { CacheManager } from '../../cache/cache.manager.js';
import { CacheService } from '../../cache/cache.service.js';
import { nextTurn } from '../../state/next-turn.js';

/** A module or an app of Nest, as far as scopes are found in it. */
export interface ProviderSource {
  get(token: typeof CacheManager, options: { readonly strict: boolean }): CacheManager;
}

/**
 * Resolves when everything that changed is committed, and handlers have handled it or given up: in one scope, or in all scopes of a module, an app or a
 * manager. What handlers change meanwhile is waited for too. A handler must not wait for it itself.
 *
 * @throws {ScopeNotServingError} if a scope does not serve.
 */
export async function flushed(of: CacheService | CacheManager | ProviderSource): Promise<void> {
  await Promise.all(scopesOf(of).map((cache) => settled(cache)));
}

function scopesOf(of: CacheService | CacheManager | ProviderSource): CacheService[] {
  if (of instanceof CacheService) return [of];
  const manager = of instanceof CacheManager ? of : of.get(CacheManager, { strict: false });
  return manager.list();
}

async function settled(cache: CacheService): Promise<void> {
  do {
    await cache.flush();
    await cache.handled();
    await nextTurn();
  } while (cache.status().dirty > 0 || cache.handlers().some(({ waiting }) => waiting > 0));
}
