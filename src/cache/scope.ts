import { Logger } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import { ChangeFeed } from '../events/change-feed.js';
import type { HandlerStatus } from '../handlers/handler-status.js';
import { HandlersBusyError } from '../handlers/handlers.errors.js';
import { ScopeAnnouncements } from '../handlers/scope-announcements.js';
import { NO_HANDLERS, ScopeHandlers } from '../handlers/scope-handlers.js';
import type { HandlerTerms } from '../handlers/scope-handlers.js';
import { Gate } from '../state/gate.js';
import type { LimitStatus } from '../state/limits.js';
import type { LimitReachedError } from '../state/limits.errors.js';
import { stopwatchOf } from '../state/stopwatch.js';
import type { Journal } from '../state/journal.js';
import { describeHolder } from '../stores/holder.js';
import type { Holder } from '../stores/holder.js';
import { FillTrimmer } from '../positions/fill-trimmer.js';
import { RecordCodecs } from '../stores/record-codec.js';
import { scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { ScopeStore, StateStore } from '../stores/state-store.js';
import { ScopeHeldError, StoreUnavailableError } from '../stores/store.errors.js';
import { ScopeTelemetry } from '../telemetry/scope-telemetry.js';
import type { Latencies } from '../telemetry/scope-telemetry.js';
import {
  DamagedScopeError,
  ScopeFencedError,
  ScopeNotServingError,
  ScopeStandbyError,
  StoreRiskError,
  UnsavedChangesError,
} from './cache.errors.js';
import { checkIntegrity } from './integrity.js';
import type { Integrity } from './integrity.js';
import type { TradingCacheOptions } from './cache.options.js';
import { heal } from './healing.js';
import { Opening } from './opening.js';
import { Housekeeping } from './housekeeping.js';
import { faultsOf, loadScope, readScope } from './scope-loader.js';
import type { Loaded } from './scope-loader.js';
import { setAside } from './quarantine.js';
import type { QuarantinedRecord } from './quarantined-record.js';
import { anewHolder } from './process-holder.js';
import { refusalOf } from './refusal.js';
import { failureIn, unconfirmedIn } from './scope-life.js';
import type { ScopeLife } from './scope-life.js';
import { ScopeLog } from './scope-log.js';
import type { ScopeState, ScopeStatus } from './scope-status.js';
import type { SyncEvent } from './sync-event.js';
import { ScopeServices } from './scope-services.js';
import type { ScopeTables } from './scope-tables.js';
import { StoreHistory } from './store-history.js';
import { verifyScope } from './verification.js';
import type { Verification } from './verification.js';
import { Writer } from './writer.js';
import { within } from './deadline.js';
import type { Flushed } from './writer.js';
import type { Refusal } from './refusal.js';

const SECOND_MS = 1_000;

/** A scope and its life: its tables, the store that it is kept in, and the writer between them. */
export class Scope {
  private readonly logger = new Logger('TradingCache');
  readonly services: ScopeServices;
  readonly feed: ChangeFeed;
  readonly announcements: ScopeAnnouncements;
  private readonly gate: Gate;
  private readonly codecs: RecordCodecs;
  private readonly history: StoreHistory;
  private readonly telemetry: ScopeTelemetry;
  private life: ScopeLife = { state: 'closed' };
  /** What was set aside when the scope was opened. */
  private mendings: readonly string[] = [];
  private readonly log: ScopeLog;
  /** The close that is under way. */
  private ending: Promise<void> | null = null;
  private readonly syncListeners = new Set<(event: SyncEvent) => void>();
  /** What hands committed changes over while the scope serves. */
  private handlers: ScopeHandlers | null = null;

  constructor(
    readonly id: ScopeId,
    private readonly stateStore: () => Promise<StateStore>,
    private readonly holder: Holder,
    private readonly options: TradingCacheOptions,
    private readonly handlerTerms: () => HandlerTerms = () => NO_HANDLERS,
    logger: LoggerService | null = null,
  ) {
    const { now, expireTime } = options;
    this.gate = new Gate(() => this.notServing());
    this.codecs = new RecordCodecs(options.codec);
    this.history = new StoreHistory(() => this.held().store, this.codecs);
    this.telemetry = new ScopeTelemetry(id, stopwatchOf(now));
    const marketDataTimeToLive = expireTime * SECOND_MS;
    const refused = (error: LimitReachedError, count: number): void => this.log.refused(error, count);
    const tableOptions = { now, marketDataTimeToLive, limits: options, refused };
    this.services = new ScopeServices(tableOptions, this.gate, this.history, this.telemetry);
    this.feed = new ChangeFeed(this.tables, this.services.positions, now, (error) =>
      this.logger.error(`A listener of scope ${this.name} failed; the others are told.`, error),
    );
    this.announcements = new ScopeAnnouncements(id, handlerTerms, now);
    this.log = new ScopeLog(this.name, this.tables, logger);
  }

  get name(): string {
    return scopeName(this.id);
  }

  get state(): ScopeState {
    if (this.writerElsewhere !== null) return 'standby';
    return this.life.state === 'degraded' ? 'serving' : this.life.state;
  }

  /** Acquires the scope and loads all that its store has. Started again while it loads or serves, it is the same start. */
  async start(): Promise<void> {
    if (this.ending !== null) await this.ending.catch(() => undefined);
    if (this.life.state === 'serving' || this.life.state === 'degraded') return;
    if (this.life.state === 'loading') return this.life.started;
    if (this.life.state !== 'closed') throw this.life.reason;
    const holder = anewHolder(this.holder);
    const opening = new Opening(
      this.options,
      (acquired) => this.openOnce(holder, acquired),
      () => this.announce(),
    );
    const done = opening.run().catch((error: unknown) => this.notOpened(error));
    // Where the scope serves by then, nobody waits for it any more.
    done.catch(() => undefined);
    const started =
      this.options.startup === 'degrade' ? Promise.race([done, this.degraded(opening, done)]) : done;
    this.life = { state: 'loading', done, started, opening };
    await started;
  }

  /** `start`, but on standby it does not wait for the process that has the scope. */
  async startOrStandBy(): Promise<void> {
    const started = this.start();
    const { life } = this;
    if (life.state !== 'loading') return started;
    let isWaitedFor = true;
    started.catch((error: unknown) => {
      if (!isWaitedFor && this.ending === null && !life.opening.isGivenUp) this.log.failed(error);
    });
    await Promise.race([started, life.opening.standby]);
    isWaitedFor = false;
  }

  /** Writes what is left and gives the scope back. @throws {UnsavedChangesError} if that was not possible in time. */
  async close(): Promise<void> {
    if (this.ending !== null) return this.ending;
    const { life } = this;
    if (life.state === 'loading' || life.state === 'degraded') {
      life.opening.giveUp();
      const cause: unknown = await life.done.catch((error: unknown) => error);
      await this.close();
      if (life.state === 'degraded' && cause !== undefined && life.journal.size > 0)
        throw new UnsavedChangesError(this.name, life.journal.size, { cause });
      return;
    }
    if (life.state === 'serving') {
      this.ending = this.end(life).finally(() => (this.ending = null));
      return this.ending;
    }
    this.gate.close(() => this.notServing());
    if (life.state !== 'closed' && life.store !== null) await giveBack(life.store);
    this.life = { state: 'closed' };
    this.announce();
    if (life.state !== 'closed' && life.lost > 0)
      throw new UnsavedChangesError(this.name, life.lost, { cause: life.reason });
  }

  /** From now on every change is written at once: the application is going down. */
  hurry(): void {
    if (this.life.state === 'serving') this.life.writer.hurry();
  }

  async flush(timeoutMs?: number): Promise<Flushed> {
    if (this.life.state === 'degraded') await within(timeoutMs, this.life.done, () => this.storeAway());
    return this.held().writer.flush(timeoutMs);
  }

  /** Whether this process has the scope, and writes it. */
  get isWriter(): boolean {
    return this.life.state === 'serving';
  }

  /** Tells what becomes of writing. @returns what ends it. */
  listenToSync(listener: (event: SyncEvent) => void): () => void {
    this.syncListeners.add(listener);
    return () => void this.syncListeners.delete(listener);
  }

  handlerStatuses(): HandlerStatus[] {
    return [...(this.handlers?.statuses() ?? []), ...this.announcements.statuses()];
  }

  /** Resolves when what was committed is handled. */
  async handled(): Promise<void> {
    await this.handlers?.idle();
    await this.announcements.idle();
  }

  retrySetAside(durable: string): number {
    this.gate.pass();
    return this.handlers?.retry(durable) ?? 0;
  }

  forgetHandler(durable: string): boolean {
    this.gate.pass();
    return this.handlers?.forget(durable) ?? false;
  }

  /** All records that were ever set aside, as they were stored. */
  quarantined(): QuarantinedRecord[] {
    this.gate.pass();
    return [...this.tables.quarantine.values()];
  }

  /** Why the store does not answer, or why the scope does not serve any more; null while all is well. */
  get failure(): Error | null {
    return failureIn(this.life);
  }

  /** What about the settings of the store puts at risk what it keeps. */
  get risks(): readonly string[] {
    return ('store' in this.life ? this.life.store?.risks : null) ?? [];
  }

  /** What was damaged when the scope was opened and was set aside, and what became of positions, in words. */
  get mended(): readonly string[] {
    return this.mendings;
  }

  checkIntegrity(): Integrity {
    this.gate.pass();
    return checkIntegrity(this.tables);
  }

  /**
   * Checks everything that can be checked: indexes, positions, and the fill history entry by entry, from its first to what positions begin with.
   */
  async verify(): Promise<Verification> {
    this.gate.pass();
    return verifyScope(this.tables, this.history);
  }

  /** Does what is due: a sync, expiry, retention. */
  async tick(): Promise<void> {
    if (this.life.state === 'serving') await this.life.housekeeping.tick();
  }

  status(): ScopeStatus {
    const { life, tables } = this;
    const store = 'store' in life ? life.store : null;
    const writer = life.state === 'serving' ? life.writer : null;
    return {
      ...this.id,
      state: this.state,
      store: life.state === 'closed' || this.failure instanceof StoreUnavailableError ? 'away' : 'up',
      durability: this.options.durability,
      epoch: store?.epoch ?? 0,
      sequence: writer?.sequence ?? store?.sequence ?? 0,
      dirty: writer?.dirty ?? (life.state === 'degraded' ? life.journal.size : tables.changes.size),
      syncLagMs: writer?.lagMs ?? tables.changes.ageMs,
      lastSyncAt: writer?.lastSuccessAt ?? null,
      orders: { open: tables.orders.index.openCount, inMemory: tables.orders.size },
      positions: { open: tables.positions.openCount },
      full: this.limits().flatMap(({ limit, held, most }) => (held >= most ? [limit] : [])),
      refused: this.limits().reduce((sum, { refused }) => sum + refused, 0),
    };
  }

  /** How much the scope holds of what it may not hold any number of, and how often something new was refused. */
  limits(): LimitStatus[] {
    return this.tables.limits.statuses();
  }

  /** How long changes waited for their commit, and how long commits took. */
  latencies(): Latencies {
    return this.telemetry.latencies();
  }

  private async openOnce(holder: Holder, acquired: () => void): Promise<void> {
    let store: ScopeStore | null = null;
    try {
      const stateStore = await this.stateStore();
      const held = await stateStore.acquire(this.id, holder, this.replicas);
      store = held;
      this.log.acquired(stateStore);
      const risks = store.risks ?? [];
      if (this.options.onRisk === 'refuse' && risks.length > 0) throw new StoreRiskError(this.name, risks);
      if (this.life.state === 'degraded') await this.recover(store, this.life.journal);
      else {
        acquired();
        this.empty();
        this.mendings = this.withoutDamage(
          await this.telemetry.load(() => loadScope(held, this.tables, this.codecs)),
        );
        this.serve(store);
      }
      acquired();
      this.telemetry.acquired();
      this.log.serves();
    } catch (error) {
      // A damaged scope stays held, so that nobody else serves it either before somebody has looked at it.
      if (store !== null && error instanceof DamagedScopeError) this.refuse('damaged', error, store);
      else if (store !== null) await giveBack(store);
      if (error instanceof ScopeHeldError) this.telemetry.conflict('held', error);
      this.yieldOrServe(error);
      throw error;
    }
  }

  /** On standby, a degraded scope takes no changes beside a writer that the store names, and takes them again where that is away again. */
  private yieldOrServe(error: unknown): void {
    if (this.life.state !== 'degraded' || this.options.onConflict !== 'standby') return;
    if (error instanceof ScopeHeldError) this.gate.close(() => this.notServing());
    else this.gate.open();
  }

  private notOpened(error: unknown): never {
    if (this.life.state === 'loading') this.life = { state: 'closed' };
    else if (this.life.state === 'degraded' && error instanceof ScopeHeldError)
      this.refuse('fenced', new ScopeFencedError(this.name, describeHolder(error.holder)), null);
    else if (this.life.state === 'degraded') this.refuse('damaged', error as Error, null);
    throw error;
  }

  /** Serves from empty memory as soon as the store was found to be away. */
  private async degraded(opening: Opening, done: Promise<void>): Promise<void> {
    await opening.away;
    if (this.life.state !== 'loading') return done;
    this.empty();
    const journal = this.gate.beginJournal();
    this.life = { state: 'degraded', done, opening, journal };
    this.feed.attach();
    this.gate.open();
    this.announce();
  }

  /**
   * Loads what is stored, and makes on top of it what was changed since the start: all in one turn, so that nobody sees one without the
   * other.
   */
  private async recover(store: ScopeStore, journal: Journal): Promise<void> {
    const place = await this.telemetry.load(() => readScope(store, this.codecs));
    this.gate.endJournal();
    const since = this.tables.changes.oldestTime();
    this.empty();
    const mendings = this.withoutDamage(place(this.tables));
    this.serve(store);
    this.mendings = [
      ...mendings,
      ...this.telemetry.quietly(() => this.tables.limits.lifted(() => journal.replay())),
    ];
    this.held().writer.owes(since);
  }

  /** Sets aside what is damaged, if that is asked for. @returns what was, in words. */
  private withoutDamage(loaded: Loaded): readonly string[] {
    const faults = faultsOf(loaded);
    if (faults.length === 0) return [];
    if (this.options.onDamage === 'refuse') throw new DamagedScopeError(this.name, faults);
    return setAside(this.tables, loaded, this.options.now());
  }

  private serve(store: ScopeStore): void {
    const { codecs, options, tables } = this;
    const writer: Writer = new Writer(
      tables.changes,
      store,
      options.durability,
      {
        committed: (entries) => {
          tables.committed(entries);
          this.handlers?.committed((tick) => writer.isCommitted(tick));
          // The store has all of it again.
          if (writer.dirty === 0) {
            tables.positions.endRestoring();
            this.log.isWritten();
          }
          const { sequence, dirty } = writer;
          this.tellSync({ event: 'sync.completed', data: { sequence, dirty } });
        },
        wentBack: async () => {
          await heal(store, tables, codecs, () => !this.isWrittenBy(writer));
          if (!this.isWrittenBy(writer)) return;
          this.log.wentBack();
          this.announcements.tell('rolledBack', null);
        },
        healthChanged: () => {
          const { failure } = writer;
          if (failure !== null) this.tellSync({ event: 'sync.failed', data: { reason: failure.message } });
          this.announce();
        },
        refused: (result) => this.refused(result),
      },
      this.telemetry,
      options.now,
      codecs,
    );
    this.life = {
      state: 'serving',
      store,
      writer,
      housekeeping: new Housekeeping(
        tables,
        store,
        writer,
        options,
        new FillTrimmer(this.history, (exchange, symbol, at) =>
          tables.instruments.termsAt(exchange, symbol, at),
        ),
      ),
    };
    this.handlers = new ScopeHandlers(this.handlerTerms(), this.feed, tables, options.now);
    this.feed.attach();
    this.gate.open();
    this.announce();
  }

  /** Empties the tables, before they are loaded. */
  private empty(): void {
    this.feed.detach();
    this.tables.clear();
  }

  /** Tells what became of the scope, if that is news. */
  private announce(): void {
    const { state, failure } = this;
    if (state === 'loading') return;
    this.announcements.change(state === 'serving' && failure !== null ? 'away' : state, failure);
  }

  private tellSync(event: SyncEvent): void {
    for (const listener of this.syncListeners) listener(event);
  }

  private get tables(): ScopeTables {
    return this.services.tables;
  }

  private get replicas(): number {
    return this.options.durability === 'replicated' ? this.options.replicas : 0;
  }

  private isWrittenBy(writer: Writer): boolean {
    return this.life.state === 'serving' && this.life.writer === writer;
  }

  private refused(result: Refusal): void {
    const { store, writer } = this.held();
    const reason = refusalOf(this.name, result);
    this.refuse(result.outcome === 'FENCED' ? 'fenced' : 'damaged', reason, store);
    writer.stop(reason);
  }

  /** Serves no more, for this reason. */
  private refuse(state: 'fenced' | 'damaged', reason: Error, store: ScopeStore | null): void {
    if (state === 'fenced') this.telemetry.conflict('fenced', reason);
    this.life = { state, reason, store, lost: unconfirmedIn(this.life) };
    this.gate.endJournal();
    this.gate.close(() => reason);
    this.announce();
    this.feed.detach();
    this.handlers?.end();
  }

  private async end({ store, writer }: Extract<ScopeLife, { readonly state: 'serving' }>): Promise<void> {
    await this.endHandlers(writer);
    this.gate.close(() => new ScopeNotServingError(this.name, 'closing', 'Call start() once it is closed.'));
    let unsaved: UnsavedChangesError | null = null;
    // Nobody would notice any more that the store has lost what it was told.
    writer.check();
    try {
      await writer.flush(this.options.closeTimeout * SECOND_MS);
      // A store that went back was healed just now: that it is over is written too.
      await writer.flush(this.options.closeTimeout * SECOND_MS);
    } catch (cause) {
      unsaved = new UnsavedChangesError(this.name, writer.dirty, { cause });
    }
    this.life = { state: 'closed' };
    this.announce();
    this.feed.detach();
    this.handlers?.end();
    this.gate.close(() => this.notServing());
    writer.stop(this.notServing());
    await giveBack(store);
    if (unsaved !== null) throw unsaved;
  }

  /** Lets handlers have what happened, while the scope still serves them. What durable ones leave is handed over at the next start. */
  private async endHandlers(writer: Writer): Promise<void> {
    const { handlers } = this;
    if (handlers === null || !handlers.isUsed) return;
    const limit = this.options.closeTimeout * SECOND_MS;
    const drained = writer.failure === null ? writer.flush(limit).then(() => handlers.drain()) : null;
    try {
      await within(limit, Promise.resolve(drained), (ms) => new HandlersBusyError(this.name, ms));
      await within(limit, handlers.stop(), (ms) => new HandlersBusyError(this.name, ms));
    } catch (error) {
      this.logger.warn(String(error));
      void handlers.stop();
    }
  }

  private held(): Extract<ScopeLife, { readonly state: 'serving' }> {
    if (this.life.state === 'degraded') throw this.storeAway();
    if (this.life.state !== 'serving') throw this.notServing();
    return this.life;
  }

  /** Who has the scope while this process waits for it, or null. */
  private get writerElsewhere(): Holder | null {
    const { life } = this;
    if (!('opening' in life) || this.options.onConflict !== 'standby') return null;
    const { failure } = life.opening;
    return failure instanceof ScopeHeldError ? failure.holder : null;
  }

  private storeAway(): StoreUnavailableError {
    const cause = this.failure;
    return cause instanceof StoreUnavailableError
      ? cause
      : new StoreUnavailableError('it is not open yet', { cause });
  }

  private notServing(): Error {
    const writer = this.writerElsewhere;
    if (writer !== null) return new ScopeStandbyError(this.name, describeHolder(writer));
    if (this.life.state === 'fenced' || this.life.state === 'damaged') return this.life.reason;
    const remedy =
      this.life.state === 'loading'
        ? 'Await cache.ready(), or try again soon.'
        : 'Call start(), or let the module do it at application init.';
    return new ScopeNotServingError(this.name, this.life.state, remedy);
  }
}

/** Where the store is away, the hold on the scope lapses by itself. */
async function giveBack(store: ScopeStore): Promise<void> {
  try {
    await store.release();
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
}
