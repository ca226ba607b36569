import { HandlerRegistry } from '../handlers/handler-registry.js';
import { assertScopeId, scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { StateStore } from '../stores/state-store.js';
import { openStateStore } from '../stores/store-url.js';
import { ScopeOpenError, UnknownScopeError } from './cache.errors.js';
import { DEFAULT_SCOPE } from './cache.options.js';
import type { NamedScope, TradingCacheOptions } from './cache.options.js';
import { CacheService } from './cache.service.js';
import { processHolder } from './process-holder.js';
import { allScopes } from './resolve-options.js';
import { Scope } from './scope.js';

const SECOND_MS = 1_000;

/** Opens, lists and closes scopes. It owns the store and this process' name as a holder. */
export class CacheManager {
  /** Scopes that were closed with changes which the store had not confirmed. */
  readonly unsaved: string[] = [];
  private tellClosed!: () => void;
  /** Resolves when all scopes were closed: those who watch them end after that. */
  readonly closed = new Promise<void>((resolve) => (this.tellClosed = resolve));
  private readonly caches = new Map<string, CacheService>();
  private readonly holder;
  private stateStore: Promise<StateStore> | null = null;

  constructor(
    private readonly options: TradingCacheOptions,
    private readonly handlers = new HandlerRegistry(),
  ) {
    this.holder = processHolder(options.address);
    for (const scope of allScopes(options)) this.add(scope);
  }

  /** The scope of a name. @throws {UnknownScopeError} if there is none. */
  cache(name: string = DEFAULT_SCOPE): CacheService {
    const cache = this.caches.get(name);
    if (cache === undefined) throw new UnknownScopeError(name, [...this.caches.keys()]);
    return cache;
  }

  /** The scope of a strategy and user, or null. */
  find(id: ScopeId): CacheService | null {
    const wanted = scopeName(id);
    return this.list().find(({ scope }) => scopeName(scope) === wanted) ?? null;
  }

  /** All scopes, whatever state they are in. */
  list(): CacheService[] {
    return [...this.caches.values()];
  }

  /**
   * Opens a further scope while the application runs; it is named after its strategy and user unless it is given a name.
   *
   * @throws {ScopeOpenError} if the name or the scope is taken in this process; what `start` throws otherwise.
   */
  async open({ name, ...id }: ScopeId & { readonly name?: string }): Promise<CacheService> {
    assertScopeId(id);
    if (this.find(id) !== null) throw new ScopeOpenError(`Scope ${scopeName(id)}`);
    const cache = this.add({ name: name ?? scopeName(id), ...id });
    try {
      await cache.start();
    } catch (error) {
      this.caches.delete(cache.name);
      // One that is damaged is still held, and nobody could reach it any more to close it.
      await cache.close().catch(() => undefined);
      throw error;
    }
    return cache;
  }

  /** Closes a scope and forgets it. @throws {UnsavedChangesError} if the store did not confirm everything in time. */
  async close(name: string): Promise<void> {
    const cache = this.cache(name);
    try {
      await cache.close();
    } finally {
      this.caches.delete(name);
    }
  }

  /** Opens all scopes that are not open. All are tried; then the first failure is thrown. */
  async startAll(): Promise<void> {
    const failures = await failuresOf(this.list().map((cache) => cache.start()));
    if (failures.length > 0) throw failures[0];
  }

  /** From now on every change is written at once: the application is going down. */
  hurryAll(): void {
    for (const cache of this.list()) cache.hurry();
  }

  /** Closes all scopes, then the store if it was opened here. All are tried. @returns what failed. */
  async closeAll(): Promise<unknown[]> {
    const failures = await failuresOf(
      this.list().map((cache) =>
        cache.close().catch((error: unknown) => {
          this.unsaved.push(scopeName(cache.scope));
          throw error;
        }),
      ),
    );
    this.tellClosed();
    const { stateStore } = this;
    this.stateStore = null;
    if (typeof this.options.store === 'string') {
      failures.push(...(await failuresOf([Promise.resolve(stateStore).then((store) => store?.close())])));
    }
    return failures;
  }

  private add({ name, strategyId, userId }: NamedScope): CacheService {
    if (this.caches.has(name)) throw new ScopeOpenError(`Scope name ${JSON.stringify(name)}`);
    const scope = new Scope(
      { strategyId, userId },
      () => this.openStore(),
      this.holder,
      this.options,
      () => this.handlers.termsOf(name),
    );
    const cache = new CacheService(name, scope);
    this.caches.set(name, cache);
    return cache;
  }

  /** The store, opened when the first scope needs it; a failed opening is tried again by the next. */
  private openStore(): Promise<StateStore> {
    const { store, leaseTime, now } = this.options;
    if (typeof store !== 'string') return Promise.resolve(store);
    const opening =
      this.stateStore ??
      openStateStore(store, { leaseMs: leaseTime * SECOND_MS, now }).catch((error: unknown) => {
        this.stateStore = null;
        throw error;
      });
    this.stateStore = opening;
    return opening;
  }
}

async function failuresOf(attempts: Promise<unknown>[]): Promise<unknown[]> {
  const results = await Promise.allSettled(attempts);
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
}
