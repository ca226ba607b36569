import { OrderService } from '../orders/order.service.js';
import { PositionService } from '../positions/position.service.js';
import { Gate } from '../state/gate.js';
import { describeHolder } from '../stores/holder.js';
import type { Holder } from '../stores/holder.js';
import { scopeName } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { ScopeStore, StateStore } from '../stores/state-store.js';
import { ScopeHeldError, StoreUnavailableError } from '../stores/store.errors.js';
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
import { loadScope } from './scope-loader.js';
import type { Loaded } from './scope-loader.js';
import { setAside } from './quarantine.js';
import type { ScopeState, ScopeStatus } from './scope-status.js';
import { ScopeTables } from './scope-tables.js';
import { StoreHistory } from './store-history.js';
import { Writer } from './writer.js';
import type { Flushed, Refusal } from './writer.js';

const SECOND_MS = 1_000;

/** Where a scope is in its life. What exists only while it is held stands with the state, so that it cannot be missing. */
type Life =
  | { readonly state: 'closed' }
  | { readonly state: 'loading'; readonly done: Promise<void>; readonly opening: Opening }
  | {
      readonly state: 'serving';
      readonly store: ScopeStore;
      readonly writer: Writer;
      readonly housekeeping: Housekeeping;
    }
  | { readonly state: 'fenced' | 'damaged'; readonly reason: Error; readonly store: ScopeStore | null };

/** A scope and its life: its tables, the store that it is kept in, and the writer between them. */
export class Scope {
  readonly tables: ScopeTables;
  readonly orders: OrderService;
  readonly positions: PositionService;
  private readonly gate: Gate;
  private life: Life = { state: 'closed' };
  /** What was set aside when the scope was opened. */
  private mendings: readonly string[] = [];
  /** The close that is under way. */
  private ending: Promise<void> | null = null;

  constructor(
    readonly id: ScopeId,
    private readonly stateStore: () => Promise<StateStore>,
    private readonly holder: Holder,
    private readonly options: TradingCacheOptions,
  ) {
    const { now, expireTime } = options;
    this.gate = new Gate(() => this.notServing());
    this.tables = new ScopeTables({ now, marketDataTimeToLive: expireTime * SECOND_MS });
    const { orders, positions, instruments, marketData } = this.tables;
    this.orders = new OrderService(orders, new StoreHistory(() => this.held().store), this.gate);
    this.positions = new PositionService(this.orders, positions, instruments, marketData, this.gate, now);
  }

  get name(): string {
    return scopeName(this.id);
  }

  get state(): ScopeState {
    return this.writerElsewhere === null ? this.life.state : 'standby';
  }

  /** Acquires the scope and loads all that its store has. Started again while it loads or serves, it is the same start. */
  async start(): Promise<void> {
    if (this.ending !== null) await this.ending.catch(() => undefined);
    if (this.life.state === 'serving') return;
    if (this.life.state === 'loading') return this.life.done;
    if (this.life.state !== 'closed') throw this.life.reason;
    const opening = new Opening();
    const done = this.open(opening);
    this.life = { state: 'loading', done, opening };
    await done;
  }

  /** Writes what is left and gives the scope back. @throws {UnsavedChangesError} if that was not possible in time. */
  async close(): Promise<void> {
    if (this.ending !== null) return this.ending;
    const { life } = this;
    if (life.state === 'loading') {
      life.opening.giveUp();
      await life.done.catch(() => undefined);
      return this.close();
    }
    if (life.state === 'serving') {
      this.ending = this.end(life).finally(() => (this.ending = null));
      return this.ending;
    }
    this.gate.close(() => this.notServing());
    if (life.state !== 'closed' && life.store !== null) await giveBack(life.store);
    this.life = { state: 'closed' };
  }

  /** From now on every change is written at once: the application is going down. */
  hurry(): void {
    if (this.life.state === 'serving') this.life.writer.hurry();
  }

  flush(timeoutMs?: number): Promise<Flushed> {
    return this.held().writer.flush(timeoutMs);
  }

  /** Lets whoever changes records in. @throws if the scope is not serving. */
  pass(): void {
    this.gate.pass();
  }

  /** Why the store does not answer, or why the scope does not serve any more; null while all is well. */
  get failure(): Error | null {
    switch (this.life.state) {
      case 'closed':
        return null;
      case 'loading':
        return this.life.opening.failure;
      case 'serving':
        return this.life.writer.failure;
      case 'fenced':
      case 'damaged':
        return this.life.reason;
    }
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
      dirty: writer?.dirty ?? tables.changes.size,
      syncLagMs: writer?.lagMs ?? 0,
      orders: { open: tables.orders.index.openCount, inMemory: tables.orders.size },
      positions: { open: tables.positions.openCount },
    };
  }

  /** Tries again while the store is away and nobody waits for the start, and while another process has the scope that it waits for. */
  private async open(opening: Opening): Promise<void> {
    for (;;) {
      try {
        return await this.openOnce(opening);
      } catch (error) {
        if ((await this.isWaitedOut(error, opening)) && !opening.isGivenUp) continue;
        if (this.life.state === 'loading') this.life = { state: 'closed' };
        throw error;
      }
    }
  }

  /** Waits where what is in the way may pass. @returns whether it is worth another attempt. */
  private async isWaitedOut(error: unknown, opening: Opening): Promise<boolean> {
    const { startup, onConflict } = this.options;
    if (opening.isGivenUp) return false;
    if (error instanceof ScopeHeldError && (onConflict === 'standby' || opening.mayLapse(error)))
      await opening.pauseWhileHeld(error);
    else if (error instanceof StoreUnavailableError && startup !== 'require') await opening.pauseAfter(error);
    else return false;
    return true;
  }

  private async openOnce(opening: Opening): Promise<void> {
    let store: ScopeStore | null = null;
    try {
      store = await (await this.stateStore()).acquire(this.id, this.holder, this.replicas);
      opening.succeeded();
      const risks = store.risks ?? [];
      if (this.options.onRisk === 'refuse' && risks.length > 0) throw new StoreRiskError(this.name, risks);
      this.tables.clear();
      this.mendings = this.mend(await loadScope(store, this.tables));
      this.serve(store);
    } catch (error) {
      // A damaged scope stays held, so that nobody else serves it either before somebody has looked at it.
      if (store !== null && error instanceof DamagedScopeError)
        this.life = { state: 'damaged', reason: error, store };
      else if (store !== null) await giveBack(store);
      throw error;
    }
  }

  /**
   * Sets aside what is damaged, if that is asked for.
   *
   * @returns what was set aside, and what became of positions, in words.
   */
  private mend({ damaged, faults, orderOf }: Loaded): readonly string[] {
    const reasons = damaged.map(({ reason }) => reason);
    if (reasons.length + faults.length === 0) return [];
    if (this.options.onDamage === 'refuse') throw new DamagedScopeError(this.name, [...reasons, ...faults]);
    const at = this.options.now();
    const records = damaged.map((record) => ({ ...record, at }));
    return [...reasons, ...setAside(this.tables, records, orderOf)];
  }

  private serve(store: ScopeStore): void {
    const { options, tables } = this;
    const writer: Writer = new Writer(
      tables.changes,
      store,
      options.durability,
      {
        committed: (entries) => tables.committed(entries),
        wentBack: () => heal(store, tables, () => !this.isWrittenBy(writer)),
        refused: (result) => this.refused(result),
      },
      options.now,
    );
    this.life = {
      state: 'serving',
      store,
      writer,
      housekeeping: new Housekeeping(tables, store, writer, options),
    };
    this.gate.open();
  }

  private get replicas(): number {
    return this.options.durability === 'replicated' ? this.options.replicas : 0;
  }

  private isWrittenBy(writer: Writer): boolean {
    return this.life.state === 'serving' && this.life.writer === writer;
  }

  private refused(result: Refusal): void {
    const { store, writer } = this.held();
    const reason = this.refusal(result);
    this.life = { state: result.outcome === 'FENCED' ? 'fenced' : 'damaged', reason, store };
    this.gate.close(() => reason);
    writer.stop(reason);
  }

  private refusal(result: Refusal): Error {
    switch (result.outcome) {
      case 'FENCED':
        return new ScopeFencedError(this.name, result.holder);
      case 'BAD':
        return new DamagedScopeError(this.name, [`the store refused a batch: ${result.reason}`]);
    }
  }

  private async end({ store, writer }: Extract<Life, { readonly state: 'serving' }>): Promise<void> {
    this.gate.close(() => new ScopeNotServingError(this.name, 'closing', 'Call start() once it is closed.'));
    let unsaved: UnsavedChangesError | null = null;
    // Nobody would notice any more that the store has lost what it was told.
    writer.check();
    try {
      await writer.flush(this.options.closeTimeout * SECOND_MS);
    } catch (cause) {
      unsaved = new UnsavedChangesError(this.name, writer.dirty, { cause });
    }
    this.life = { state: 'closed' };
    this.gate.close(() => this.notServing());
    writer.stop(this.notServing());
    await giveBack(store);
    if (unsaved !== null) throw unsaved;
  }

  private held(): Extract<Life, { readonly state: 'serving' }> {
    if (this.life.state !== 'serving') throw this.notServing();
    return this.life;
  }

  /** Who has the scope while this process waits for it, or null. */
  private get writerElsewhere(): Holder | null {
    if (this.life.state !== 'loading' || this.options.onConflict !== 'standby') return null;
    const { failure } = this.life.opening;
    return failure instanceof ScopeHeldError ? failure.holder : null;
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
