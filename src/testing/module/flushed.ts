import { CacheManager } from '../../cache/cache.manager.js';
import { CacheService } from '../../cache/cache.service.js';

/** A module or an app of Nest, as far as scopes are found in it. */
export interface ProviderSource {
  get(token: typeof CacheManager, options: { readonly strict: boolean }): CacheManager;
}

/**
 * Resolves when everything that changed is committed: in one scope, or in all scopes of a module, an app or a manager.
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

/** What follows a commit is waited for here too: it may change the scope again. */
async function settled(cache: CacheService): Promise<void> {
  do await cache.flush();
  while (cache.status().dirty > 0);
}
