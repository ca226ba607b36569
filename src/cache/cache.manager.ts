import type { LoggerService } from '@nestjs/common';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { assertScopeId, scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { StateStore } from '../stores/state-store.js';
import { openStateStore } from '../stores/store-url.js';
import { ScopeLimitError, ScopeNotServingError, ScopeOpenError, UnknownScopeError } from './cache.errors.js';
import { DEFAULT_SCOPE } from './cache.options.js';
import type { NamedScope, TradingCacheOptions } from './cache.options.js';
import { CacheService } from './cache.service.js';
import { processHolder } from './process-holder.js';
import { allScopes } from './resolve-options.js';
import { ScopeEntry } from './scope-entry.js';
import { Scope } from './scope.js';

const SECOND_MS = 1_000;

/** A scope to be opened at run time; it is named after its strategy and user unless it is given a name. */
export type ScopeToOpen = ScopeId & { readonly name?: string };

/** Opens, lists and closes scopes. It owns the store and this process' name as a holder. */
export class CacheManager {
  /** Scopes that were closed with changes which the store had not confirmed. */
  readonly unsaved: string[] = [];
  private tellClosed!: () => void;
  /** Resolves when all scopes were closed: those who watch them end after that. */
  readonly closed = new Promise<void>((resolve) => (this.tellClosed = resolve));
  private readonly named = new Map<string, ScopeEntry>();
  /** The same by strategy and user. */
  private readonly byId = new Map<string, ScopeEntry>();
  private readonly holder;
  private stateStore: Promise<StateStore> | null = null;
  /** Whether all scopes were closed: none is opened any more, unless all are started again. */
  private isClosed = false;

  /** @param logger where it is told what becomes of scopes; nowhere unless given. */
  constructor(
    private readonly options: TradingCacheOptions,
    private readonly handlers = new HandlerRegistry(),
    private readonly logger: LoggerService | null = null,
  ) {
    this.holder = processHolder(options.address);
    for (const scope of allScopes(options)) this.add(scope, true);
  }

  /** The scope of a name. @throws {UnknownScopeError} if there is none. */
  cache(name: string = DEFAULT_SCOPE): CacheService {
    return this.entry(name).cache;
  }

  /** The scope of a strategy and user, or null. */
  find(id: ScopeId): CacheService | null {
    return this.byId.get(scopeName(id))?.cache ?? null;
  }

  /** All scopes, whatever state they are in. */
  list(): CacheService[] {
    return [...this.named.values()].map(({ cache }) => cache);
  }

  /**
   * The scope of a strategy and user, opened if it is not open. However many ask for it at once, it is opened once, and all get it, or the
   * error that it could not be opened with; whoever asks after that tries again. Give it back with `release`, once for each time.
   *
   * On standby it does not wait for the process that has the scope: using it throws `ScopeStandbyError` until then.
   *
   * @throws {ScopeLimitError} if this process has `maxScopes` already, and all are in use.
   * @throws {ScopeOpenError} if the name is another scope's.
   * @throws {ScopeNotServingError} if the application is going down; what `start` throws otherwise.
   */
  async acquire({ name, ...id }: ScopeToOpen): Promise<CacheService> {
    assertScopeId(id);
    for (;;) {
      this.assertNotClosed(id);
      const known = this.byId.get(scopeName(id));
      if (known?.closing != null) await settled(known.closing);
      else if (known !== undefined) return this.hold(known);
      else if (this.hasRoom) return this.hold(this.opened({ name: name ?? scopeName(id), ...id }, false));
      else await this.makeRoom(id);
    }
  }

  /**
   * Gives back what `acquire` gave. A scope that nobody holds any more is closed `idleTimeout` seconds later, when everything is saved.
   * A scope of the options, and one that was opened by `open`, stays open. What nobody holds, or is not there, is left as it is.
   *
   * @param which the strategy and user, or the name.
   */
  async release(which: ScopeId | string): Promise<void> {
    const entry = typeof which === 'string' ? this.named.get(which) : this.byId.get(scopeName(which));
    if (entry === undefined || entry.holders === 0) return;
    this.letGo(entry);
    if (entry.isIdle && this.options.idleTimeout === 0) await this.leave(entry);
  }

  /**
   * Opens a further scope while the application runs. It stays open until `close`.
   *
   * @throws {ScopeOpenError} if the name or the scope is taken in this process; what `acquire` throws otherwise.
   */
  async open({ name, ...id }: ScopeToOpen): Promise<CacheService> {
    assertScopeId(id);
    this.assertFree(id);
    this.assertNotClosed(id);
    while (!this.hasRoom) await this.makeRoom(id);
    return (await this.opened({ name: name ?? scopeName(id), ...id }, true).opening) as CacheService;
  }

  /**
   * Closes a scope and forgets it, whoever holds it.
   *
   * @throws {UnsavedChangesError} if the store did not confirm everything in time.
   */
  async close(name: string): Promise<void> {
    await this.end(this.entry(name));
  }

  /** Opens all scopes that are not open. All are tried; then the first failure is thrown. */
  startAll(): Promise<void> {
    return this.allStarted((cache) => cache.start());
  }

  /** `startAll`, but on standby it does not wait for the process that has a scope. */
  startAllOrStandBy(): Promise<void> {
    return this.allStarted((cache) => cache.startOrStandBy());
  }

  /** From now on every change is written at once: the application is going down. */
  hurryAll(): void {
    for (const cache of this.list()) cache.hurry();
  }

  /** Closes what nobody has used for `idleTimeout`. The heartbeat calls it. All are tried; then the first failure is thrown. */
  async closeIdle(): Promise<void> {
    const { idleTimeout, now } = this.options;
    if (idleTimeout === null) return;
    const limit = now() - idleTimeout * SECOND_MS;
    const due = this.idle().filter(({ idleSince, leaving }) => leaving === null && (idleSince ?? 0) <= limit);
    const failures = await failuresOf(due.map((entry) => this.leave(entry)));
    if (failures.length > 0) throw failures[0];
  }

  /** Closes all scopes, then the store if it was opened here. All are tried. @returns what failed. */
  async closeAll(): Promise<unknown[]> {
    this.isClosed = true;
    const failures = await failuresOf(this.list().map((cache) => this.closeOne(cache)));
    this.tellClosed();
    const { stateStore } = this;
    this.stateStore = null;
    if (typeof this.options.store === 'string') {
      failures.push(...(await failuresOf([Promise.resolve(stateStore).then((store) => store?.close())])));
    }
    return failures;
  }

  private async allStarted(start: (cache: CacheService) => Promise<void>): Promise<void> {
    this.isClosed = false;
    const failures = await failuresOf(this.list().map(start));
    if (failures.length > 0) throw failures[0];
  }

  private entry(name: string): ScopeEntry {
    const entry = this.named.get(name);
    if (entry === undefined) throw new UnknownScopeError(name, [...this.named.keys()]);
    return entry;
  }

  /** Those that nobody uses, the longest unused one first. */
  private idle(): ScopeEntry[] {
    return [...this.named.values()]
      .filter(({ isIdle }) => isIdle)
      .toSorted((left, right) => (left.idleSince ?? 0) - (right.idleSince ?? 0));
  }

  private get hasRoom(): boolean {
    const { maxScopes } = this.options;
    return maxScopes === null || this.named.size < maxScopes;
  }

  /** Waits until a scope is gone that nobody uses. @throws {ScopeLimitError} if there is none, or its changes cannot be saved. */
  private async makeRoom(id: ScopeId): Promise<void> {
    const going = [...this.named.values()].find(({ closing, leaving }) => (closing ?? leaving) !== null);
    if (going !== undefined) return settled(going.leaving ?? going.closing);
    const [unused] = this.idle();
    // Whoever asks for another scope is not told what became of this one.
    if (unused !== undefined)
      await this.leave(unused).catch((error: unknown) => this.logger?.error((error as Error).message));
    if (!this.hasRoom) throw new ScopeLimitError(scopeName(id), this.named.size);
  }

  private async hold(entry: ScopeEntry): Promise<CacheService> {
    entry.holders++;
    entry.idleSince = null;
    try {
      if (entry.opening === null) await entry.cache.startOrStandBy();
      else await entry.opening;
    } catch (error) {
      this.letGo(entry);
      throw error;
    }
    return entry.cache;
  }

  private letGo(entry: ScopeEntry): void {
    entry.holders--;
    if (entry.holders === 0) entry.idleSince = this.options.now();
  }

  /** Adds a scope, and begins to open it. One that cannot be opened is closed and forgotten. */
  private opened(scope: NamedScope, isKept: boolean): ScopeEntry {
    const entry = this.add(scope, isKept);
    const opening = this.firstOpening(entry);
    entry.opening = opening;
    const over = (): void => void (entry.opening = null);
    opening.then(over, over);
    return entry;
  }

  private async firstOpening(entry: ScopeEntry): Promise<CacheService> {
    const { cache } = entry;
    try {
      await cache.startOrStandBy();
    } catch (error) {
      // One that is damaged is still held, and nobody could reach it any more to close it.
      await settled(cache.close());
      this.forget(entry);
      throw error;
    }
    if (this.isClosed || entry.closing !== null) throw goingDown(scopeName(cache.scope));
    return cache;
  }

  /** Closes a scope that nobody uses. It stays open where its changes cannot be saved now, or somebody acquires it meanwhile. */
  private leave(entry: ScopeEntry): Promise<void> {
    entry.leaving ??= this.left(entry).finally(() => (entry.leaving = null));
    return entry.leaving;
  }

  private async left(entry: ScopeEntry): Promise<void> {
    const { cache } = entry;
    const { state, store } = cache.status();
    if (state === 'serving') {
      if (store === 'away') return;
      const isSaved = await cache.flush({ timeoutMs: this.options.closeTimeout * SECOND_MS }).then(
        () => true,
        () => false,
      );
      if (!isSaved) return;
    }
    if (entry.isIdle) await this.end(entry, () => this.closeOne(cache));
  }

  private end(entry: ScopeEntry, close = () => entry.cache.close()): Promise<void> {
    entry.closing ??= close().finally(() => this.forget(entry));
    return entry.closing;
  }

  /** Closes a scope where nobody else is told what was not saved. */
  private async closeOne(cache: CacheService): Promise<void> {
    try {
      await cache.close();
    } catch (error) {
      this.unsaved.push(scopeName(cache.scope));
      throw error;
    }
  }

  private forget(entry: ScopeEntry): void {
    const { name, scope } = entry.cache;
    if (this.named.get(name) !== entry) return;
    this.named.delete(name);
    this.byId.delete(scopeName(scope));
  }

  private add({ name, strategyId, userId }: NamedScope, isKept: boolean): ScopeEntry {
    const id = { strategyId, userId };
    this.assertFree(id);
    if (this.named.has(name)) throw new ScopeOpenError(`Scope name ${JSON.stringify(name)}`);
    const scope = new Scope(
      id,
      () => this.openStore(),
      this.holder,
      this.options,
      () => this.handlers.termsOf(name),
      this.logger,
    );
    const entry = new ScopeEntry(new CacheService(name, scope), isKept);
    this.named.set(name, entry);
    this.byId.set(scopeName(id), entry);
    return entry;
  }

  private assertFree(id: ScopeId): void {
    if (this.byId.has(scopeName(id))) throw new ScopeOpenError(`Scope ${scopeName(id)}`);
  }

  private assertNotClosed(id: ScopeId): void {
    if (this.isClosed) throw goingDown(scopeName(id));
  }

  /** The store, opened when the first scope needs it; a failed opening is tried again by the next. */
  private openStore(): Promise<StateStore> {
    const { store, leaseTime, keyPrefix, now } = this.options;
    if (typeof store !== 'string') return Promise.resolve(store);
    const opening =
      this.stateStore ??
      openStateStore(store, { leaseMs: leaseTime * SECOND_MS, now, keyPrefix }).catch((error: unknown) => {
        this.stateStore = null;
        throw error;
      });
    this.stateStore = opening;
    return opening;
  }
}

function goingDown(scope: string): ScopeNotServingError {
  return new ScopeNotServingError(
    scope,
    'closing',
    'Ask for it again once it is closed, or in another process.',
  );
}

async function settled(attempt: Promise<unknown> | null): Promise<void> {
  await attempt?.catch(() => undefined);
}

async function failuresOf(attempts: Promise<unknown>[]): Promise<unknown[]> {
  const results = await Promise.allSettled(attempts);
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
}
