import type { Changes, Taken } from '../state/changes.js';
import type { Entry } from '../state/entry.js';
import type { Batch, Operation } from '../stores/batch.js';
import { NO_CODECS } from '../stores/record-codec.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { operationsFor } from './record-operations.js';

/**
 * Operations in a batch, but for the last record or group of them: enough to be fast, few enough to hold the server only for a moment. An order that
 * leaves memory takes three.
 */
const BATCH_SIZE = 250;
/** How long records are encoded for one batch (ms), so that no turn of the event loop is long. */
const ENCODING_MS = 3;

/** A batch, and what is known of it since it was made. */
export interface PendingBatch {
  readonly batch: Batch;
  readonly taken: Taken;
}

/** The batches that are made and not confirmed: the one in flight, and the one after it, where that was made ahead. */
export class PendingBatches {
  private inFlight: PendingBatch | null = null;
  private ahead: PendingBatch | null = null;

  /**
   * @param codecs what records are written with.
   * @param stopwatch measures how long encoding takes (ms).
   */
  constructor(
    private readonly changes: Changes,
    private readonly epoch: number,
    private readonly codecs: RecordCodecs = NO_CODECS,
    private readonly stopwatch: () => number = () => performance.now(),
  ) {}

  /** Entries in these batches. */
  get size(): number {
    return (this.inFlight?.taken.entries.length ?? 0) + (this.ahead?.taken.entries.length ?? 0);
  }

  /** The tick of the oldest change in these batches, or null. */
  get oldest(): number | null {
    return (this.inFlight ?? this.ahead)?.taken.since ?? null;
  }

  /** When the oldest change in these batches came, or null. */
  get oldestTime(): number | null {
    return (this.inFlight ?? this.ahead)?.taken.sinceTime ?? null;
  }

  /**
   * The batch to send: the one that is in flight already, byte for byte, or the next one. Null if nothing changed.
   *
   * @param lastSequence the sequence of the last batch that was confirmed.
   */
  first(lastSequence: number): PendingBatch | null {
    this.inFlight ??= this.ahead ?? this.make(lastSequence + 1);
    if (this.inFlight === this.ahead) this.ahead = null;
    return this.inFlight;
  }

  /** While the store is busy with one batch, makes the next, if as much changed as fills it: what came later would join a smaller one. */
  makeAhead(): void {
    if (this.inFlight === null || this.ahead !== null || this.changes.size < BATCH_SIZE) return;
    this.ahead = this.make(this.inFlight.batch.sequence + 1);
  }

  /** The batch in flight is confirmed. @returns the entries that did not change again and went into the next one. */
  confirmed(): readonly Entry[] {
    const { entries } = (this.inFlight as PendingBatch).taken;
    this.inFlight = null;
    if (this.ahead === null) return entries;
    const waiting = new Set(this.ahead.taken.entries);
    return entries.filter((entry) => !waiting.has(entry));
  }

  /** Takes the batches apart: what they hold has changed, and is not in any batch. */
  putBack(): void {
    const pending = [this.inFlight, this.ahead];
    this.inFlight = null;
    this.ahead = null;
    for (const made of pending) for (const entry of made?.taken.entries ?? []) this.changes.mark(entry);
  }

  private make(sequence: number): PendingBatch | null {
    const operations: Operation[] = [];
    let encoded = 0;
    const start = this.stopwatch();
    const taken = this.changes.take(BATCH_SIZE, (entries) => {
      for (; encoded < entries.length; encoded++)
        operations.push(...operationsFor(entries[encoded] as Entry, this.codecs));
      return operations.length < BATCH_SIZE && this.stopwatch() - start < ENCODING_MS;
    });
    if (taken === null) return null;
    return {
      batch: { epoch: this.epoch, sequence, operations },
      taken,
    };
  }
}
