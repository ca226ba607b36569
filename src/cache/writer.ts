import type { Changes } from '../state/changes.js';
import type { Entry } from '../state/entry.js';
import type { CommitResult, Survives } from '../stores/batch.js';
import { NO_CODECS } from '../stores/record-codec.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import type { ScopeStore } from '../stores/state-store.js';
import { StoreUnavailableError } from '../stores/store.errors.js';
import { Backoff } from '../state/backoff.js';
import type { ScopeTelemetry } from '../telemetry/scope-telemetry.js';
import { within } from './deadline.js';
import { nextTurn } from '../state/next-turn.js';
import { PendingBatches } from './pending-batches.js';
import type { PendingBatch } from './pending-batches.js';
import { isRefusal } from './refusal.js';
import type { Refusal } from './refusal.js';

/**
 * When changes are written: `continuous` as soon as the batch in flight is answered, `interval` when due or flushed, `replicated` as
 * `continuous`, and confirmed by replicas.
 */
export type Durability = 'interval' | 'continuous' | 'replicated';

/** Everything up to a moment is committed. */
export interface Flushed {
  /** The sequence of the last batch that was committed. */
  readonly sequence: number;
  readonly survives: Survives;
}

/** What the writer tells the scope that it writes. */
export interface WriterEvents {
  /** The store has these entries as they were taken. */
  committed(entries: readonly Entry[]): void;
  /** The store went back in time: marks everything that it must be told again. */
  wentBack(): Promise<void>;
  /** The store does not answer any more, or answers again: see `failure`. */
  healthChanged(): void;
  /** The store answered that this process may not, or cannot, go on. */
  refused(result: Refusal): void;
}

interface Waiter {
  readonly target: number;
  readonly resolve: (flushed: Flushed) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Takes what changed and commits it, one batch at a time. A batch whose outcome is unknown is sent again, byte for byte,
 * until the store answers; what changes meanwhile goes into the next one, which may be made, but is never sent, by then. Nothing is
 * forgotten before it is committed.
 */
export class Writer {
  private readonly pending: PendingBatches;
  private waiters: Waiter[] = [];
  private loop: Promise<void> | null = null;
  private isChecking = false;
  /** Whether something is to be written once the store was asked. */
  private isPostponed = false;
  private stopped: Error | null = null;
  private survives: Survives;
  private lastSequence: number;
  private readonly backoff = new Backoff();
  private lastFailure: Error | null = null;
  private lastSuccess: number | null = null;
  /** Changes up to a tick came at this time or later, though they were marked anew since. */
  private owed: { readonly until: number; readonly since: number } | null = null;
  /** Changes up to this tick were marked anew, in an order of their own: none of them is committed before all are. */
  private anewUpTo = 0;

  constructor(
    private readonly changes: Changes,
    private readonly store: ScopeStore,
    private durability: Durability,
    private readonly events: WriterEvents,
    private readonly telemetry: ScopeTelemetry,
    private readonly now: () => number,
    codecs: RecordCodecs = NO_CODECS,
  ) {
    this.pending = new PendingBatches(changes, store.epoch, codecs);
    this.lastSequence = store.sequence;
    this.survives = store.survives ?? 'process';
    changes.onChange = () => this.writeUnlessInterval();
    if (changes.size > 0) this.writeUnlessInterval();
  }

  get sequence(): number {
    return this.lastSequence;
  }

  /** Changes that the store has not confirmed. */
  get dirty(): number {
    return this.changes.size + this.pending.size;
  }

  /** Why the last attempt failed; null once one succeeded. */
  get failure(): Error | null {
    return this.lastFailure;
  }

  /** When the store last confirmed a batch (ms), or null. */
  get lastSuccessAt(): number | null {
    return this.lastSuccess;
  }

  /** The age of the oldest change that the store has not confirmed (ms); 0 if there is none. */
  get lagMs(): number {
    const since = this.oldestTime;
    return since === null ? 0 : Math.max(0, this.changes.clock() - since);
  }

  /** What waits now is older than its marks say: it came at this time, by the clock of the changes. Null if it is not. */
  owes(since: number | null): void {
    if (since !== null) this.owed = { until: this.changes.tick, since };
  }

  /** From now on every change is written at once, whatever the durability was: the scope is closing. */
  hurry(): void {
    this.durability = 'continuous';
    this.write();
  }

  /** Starts to write what changed, if nothing is being written. */
  write(): void {
    if (this.stopped !== null || this.dirty === 0) return;
    if (this.isChecking) this.isPostponed = true;
    this.loop ??= this.run()
      .catch((error: unknown) => this.events.refused({ outcome: 'BAD', reason: String(error) }))
      .finally(() => {
        this.loop = null;
        this.writeUnlessInterval();
      });
  }

  /**
   * Asks the store, while nothing is being written, whether it still has what it was told, and this process the scope: a batch beyond the
   * next one, which no store takes, however often it is asked; it answers which one it has. A flush waits for the answer.
   */
  check(): void {
    if (this.stopped !== null || this.loop !== null) return;
    this.isChecking = true;
    this.loop = this.ask().finally(() => {
      this.loop = null;
      this.isChecking = false;
      const isWanted = this.isPostponed;
      this.isPostponed = false;
      this.settle();
      if (isWanted) this.write();
      else this.writeUnlessInterval();
    });
  }

  /**
   * Resolves when everything that changed before this call is committed.
   *
   * @throws {StoreUnavailableError} if that takes longer than `timeoutMs`; it goes on being tried.
   */
  async flush(timeoutMs?: number): Promise<Flushed> {
    if (this.stopped !== null) throw this.stopped;
    if (!this.isChecking && this.isCommitted(this.changes.tick)) return this.flushed();
    const target = this.changes.tick;
    const committed = new Promise<Flushed>((resolve, reject) =>
      this.waiters.push({ target, resolve, reject }),
    );
    this.write();
    return within(timeoutMs, committed, (limitMs) => this.tooLate(limitMs));
  }

  /** Writes nothing any more. What waits for a commit fails with `reason`. */
  stop(reason: Error): void {
    if (this.stopped !== null) return;
    this.stopped = reason;
    this.changes.onChange = null;
    this.backoff.cancel();
    for (const waiter of this.waiters.splice(0)) waiter.reject(reason);
  }

  private async ask(): Promise<void> {
    const { epoch } = this.store;
    const beyond = { epoch, sequence: this.lastSequence + 2, operations: [] };
    const result = await this.answerOf(() => this.store.commit(beyond));
    if (this.stopped !== null || result === null) return;
    if (isRefusal(result)) this.events.refused(result);
    else if (result.outcome === 'DUP' && result.storedSequence !== undefined)
      await this.catchUp(result.storedSequence);
    else if (result.outcome !== 'GAP')
      this.events.refused({ outcome: 'BAD', reason: 'it took a batch that does not follow its last' });
    else if (result.storedSequence === this.lastSequence) this.noteFailure(null);
    else await this.catchUp(result.storedSequence);
  }

  private writeUnlessInterval(): void {
    if (this.durability !== 'interval') this.write();
  }

  private async run(): Promise<void> {
    // One turn later, so that changes made in the same turn leave in one batch.
    await nextTurn();
    const target = this.changes.tick;
    while (this.goesOn(target)) {
      const first = this.pending.first(this.lastSequence);
      if (first === null) break;
      const sent = this.send(first);
      await nextTurn();
      // Whoever stopped this writer may have loaded its tables anew since.
      if (this.stopped === null) this.pending.makeAhead();
      const result = await sent;
      if (this.stopped !== null) return;
      if (result === null || !(await this.answered(result, first))) await this.backoff.pause();
      await nextTurn();
    }
  }

  /** Under `interval`, a run writes what had changed when it began, what is waited for, and a batch that was made. */
  private goesOn(target: number): boolean {
    if (this.stopped !== null) return false;
    if (this.durability !== 'interval' || this.waiters.length > 0) return true;
    return this.pending.size > 0 || !this.isCommitted(target);
  }

  private send({ batch, taken }: PendingBatch): Promise<CommitResult | null> {
    return this.answerOf(() => this.telemetry.commit(batch, taken.times, () => this.store.commit(batch)));
  }

  /** What the store answers; null where that is not known. */
  private async answerOf(commit: () => Promise<CommitResult>): Promise<CommitResult | null> {
    try {
      return await commit();
    } catch (error) {
      this.noteFailure(error instanceof Error ? error : new Error(String(error)));
      return null;
    }
  }

  /** @returns whether to go on at once. */
  private async answered(result: CommitResult, { batch }: PendingBatch): Promise<boolean> {
    if (result.outcome === 'GAP') return this.heal(result.storedSequence);
    if (isRefusal(result)) {
      this.events.refused(result);
      return true;
    }
    // Batches of before it went back in time are there again: what this one holds is not in them.
    const stored = result.outcome === 'DUP' ? (result.storedSequence ?? 0) : 0;
    if (stored > batch.sequence) return this.heal(stored);
    this.lastSequence = batch.sequence;
    this.survives = result.survives;
    this.backoff.reset();
    this.noteFailure(null);
    this.lastSuccess = this.now();
    this.events.committed(this.pending.confirmed());
    this.settle();
    return true;
  }

  /** Begins again after the last batch that the store still has. Where that fails, the same batch finds the same gap again. */
  private async heal(storedSequence: number): Promise<boolean> {
    if (!(await this.catchUp(storedSequence))) return false;
    if (this.stopped !== null) return true;
    this.pending.putBack();
    this.waitForAll();
    return true;
  }

  /** @returns whether everything is marked that the store must be told again. */
  private async catchUp(storedSequence: number): Promise<boolean> {
    const since = this.oldestTime;
    try {
      await this.events.wentBack();
    } catch (error) {
      this.noteFailure(error as Error);
      return false;
    }
    this.telemetry.healed(this.lastSequence, storedSequence);
    this.owes(since);
    this.lastSequence = storedSequence;
    this.waitForAll();
    return true;
  }

  /** What was committed before is not any more: whoever waits, waits for all of it. */
  private waitForAll(): void {
    if (this.owed !== null) this.owes(this.owed.since);
    this.anewUpTo = this.changes.tick;
  }

  private settle(): void {
    const waiting: Waiter[] = [];
    for (const waiter of this.waiters) {
      if (this.isCommitted(waiter.target)) waiter.resolve(this.flushed());
      else waiting.push(waiter);
    }
    this.waiters = waiting;
  }

  private noteFailure(failure: Error | null): void {
    const isNews = (failure === null) !== (this.lastFailure === null);
    this.lastFailure = failure;
    if (isNews) this.events.healthChanged();
  }

  /** Whether every change up to a tick is committed: the oldest one that is not came later. */
  isCommitted(tick: number): boolean {
    const oldest = this.pending.oldest ?? this.changes.oldest();
    return oldest === null || oldest > Math.max(tick, this.anewUpTo);
  }

  /** When the oldest change came that is not committed, or null. */
  private get oldestTime(): number | null {
    if (this.owed !== null && this.isCommitted(this.owed.until)) this.owed = null;
    return this.owed?.since ?? this.pending.oldestTime ?? this.changes.oldestTime();
  }

  private flushed(): Flushed {
    return { sequence: this.lastSequence, survives: this.survives };
  }

  private tooLate(timeoutMs: number): Error {
    const cause = this.lastFailure;
    const reason = cause === null ? 'it is still busy' : cause.message;
    return new StoreUnavailableError(`not committed within ${timeoutMs} ms (${reason})`, { cause });
  }
}
