import type { Batch, CommitResult } from '../stores/batch.js';
import type { ScopeId } from '../stores/scope-id.js';
import { commits, conflicts, heals, isConfirmed, loads, updates } from './channels.js';
import type { ConflictMessage, UpdateKind, UpdateMessage } from './channels.js';
import { LatencyHistogram } from './latency-histogram.js';
import type { Latency } from './latency-histogram.js';

/** How long changes of a scope wait for their commit, and how long commits take. */
export interface Latencies {
  /** From the first change of a record that the store does not have until its commit is confirmed. */
  readonly acknowledgement: Latency;
  /** From sending a batch until it is confirmed. */
  readonly commit: Latency;
}

/** What one scope tells of itself: to the channels, where somebody listens, and to its latencies. */
export class ScopeTelemetry {
  private readonly acknowledgement: LatencyHistogram;
  private readonly commits: LatencyHistogram;
  private isQuiet = false;
  /** The conflict that was told last: it is found again at every attempt. */
  private lastConflict: string | null = null;

  /** @param stopwatch the clock that latencies are measured with (ms), the same as of the scope's changes. */
  constructor(
    private readonly scope: ScopeId,
    private readonly stopwatch: () => number,
  ) {
    this.acknowledgement = new LatencyHistogram(stopwatch);
    this.commits = new LatencyHistogram(stopwatch);
  }

  latencies(): Latencies {
    return { acknowledgement: this.acknowledgement.read(), commit: this.commits.read() };
  }

  /** Tells what became of an update. @returns the result, as it is given. */
  told<Result extends UpdateMessage['result']>(kind: UpdateKind, result: Result): Result {
    if (updates.hasSubscribers && !this.isQuiet) updates.publish({ scope: this.scope, kind, result });
    return result;
  }

  /** Makes updates that were told of already. */
  quietly<Result>(again: () => Result): Result {
    this.isQuiet = true;
    try {
      return again();
    } finally {
      this.isQuiet = false;
    }
  }

  /**
   * Commits a batch.
   *
   * @param changedAt when each of its records changed first, by the stopwatch.
   */
  async commit(
    batch: Batch,
    changedAt: readonly number[],
    send: () => Promise<CommitResult>,
  ): Promise<CommitResult> {
    const sentAt = this.stopwatch();
    const { sequence, operations } = batch;
    const result = await (commits.hasSubscribers
      ? commits.tracePromise(send, {
          scope: this.scope,
          sequence,
          operations: operations.length,
          waitsMs: changedAt.map((at) => sentAt - at),
        })
      : send());
    if (!isConfirmed(sequence, result)) return result;
    const now = this.stopwatch();
    this.commits.add(now - sentAt);
    this.acknowledged(changedAt, now);
    return result;
  }

  /** Changes of one turn have one time, and come one after the other. */
  private acknowledged(changedAt: readonly number[], now: number): void {
    for (let from = 0; from < changedAt.length;) {
      const at = changedAt[from] as number;
      let to = from + 1;
      while (changedAt[to] === at) to++;
      this.acknowledgement.add(now - at, to - from);
      from = to;
    }
  }

  load<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
    return loads.hasSubscribers ? loads.tracePromise(load, { scope: this.scope }) : load();
  }

  /** Tells of a conflict, unless it is the one that was told last. */
  conflict(kind: ConflictMessage['kind'], error: Error): void {
    if (error.message === this.lastConflict) return;
    this.lastConflict = error.message;
    if (conflicts.hasSubscribers) conflicts.publish({ scope: this.scope, kind, error });
  }

  /** The scope is this process' own now. */
  acquired(): void {
    this.lastConflict = null;
  }

  healed(sequence: number, storedSequence: number): void {
    if (heals.hasSubscribers) heals.publish({ scope: this.scope, sequence, storedSequence });
  }
}
