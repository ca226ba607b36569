import { CacheManager } from '../../src/cache/cache.manager.js';
import type { TradingCacheOptions } from '../../src/cache/cache.options.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';

/** The managers that a test makes, each as a process has one; `closeAll` belongs into `afterEach`. */
export class TestManagers {
  private managers: CacheManager[] = [];

  /** @param preset the options of each, such as where its store is by then. */
  constructor(private readonly preset: () => Partial<TradingCacheOptions>) {}

  /** Makes one that is not started yet. */
  made(options: Partial<TradingCacheOptions> = {}): CacheManager {
    const manager = new CacheManager(resolveOptions({ ...this.preset(), ...options }));
    this.managers.push(manager);
    return manager;
  }

  /** Makes one, and opens its scopes. */
  async opened(options: Partial<TradingCacheOptions> = {}): Promise<CacheManager> {
    const manager = this.made(options);
    await manager.startAll();
    return manager;
  }

  /** Closes all, the oldest first. @throws what a close failed with: each is to lose nothing. */
  async ended(): Promise<void> {
    for (const manager of this.managers.splice(0)) {
      const failures = await manager.closeAll();
      if (failures.length > 0) throw failures[0];
    }
  }

  /** Closes all, whatever becomes of them. */
  async closeAll(): Promise<void> {
    for (const manager of this.managers.splice(0)) await manager.closeAll();
  }
}
