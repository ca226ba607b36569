import type { Batch, CommitResult, Survives } from './batch.js';
import type { CacheKey } from './cache-key.js';
import type { Holder } from './holder.js';
import type { LiveType } from './live-type.js';
import type { RecordTotal } from './record-sum.js';
import type { ScopeId } from './scope-id.js';

/** A live record as the store kept it. `value` is the sealed record (see `record-seal.ts`). Both texts are well-formed Unicode. */
export interface StoredRecord {
  readonly type: LiveType;
  readonly key: string;
  readonly value: string;
}

/** A history entry as the store kept it; `value` is the sealed record. */
export interface StoredHistory {
  readonly key: string;
  readonly value: string;
}

/** An entry of the fill history of one leg; `value` is the sealed record. */
export interface NumberedFill {
  /** From 1 on. */
  readonly number: number;
  readonly value: string;
}

/** An entry of the fill history as the store kept it. */
export interface StoredFill extends NumberedFill {
  readonly leg: string;
}

/** The key of a record that is there, as it was sealed under it, and the checksum in its head (see `checksumOf`). */
export type StoredChecksum = readonly [key: string, checksum: number];

/**
 * Where the state of scopes is kept. A store knows keys, sealed records, batches and epochs; it knows no orders.
 * Whoever writes one proves it with `stateStoreConformance` from `nestjs-trading-cache/testing`.
 */
export interface StateStore {
  /** Where it keeps state, for the log: in words, and without secrets. */
  readonly place?: string;

  /**
   * Takes a scope for writing. Acquired again by its holder (the same nonce) it is the same hold, under the same epoch; for
   * any other holder the epoch is a higher one, which fences off whoever held the scope before.
   *
   * @param replicas how many replicas must have confirmed a commit, and the acquire itself, before it is answered.
   * @throws {NoReplicasError} if the store has none.
   * @throws {ScopeHeldError} at once if another holder has the scope; the error names it, and says when its hold lapses.
   * @throws {StateSchemaError} if what is kept of the scope was written by another version, in another layout; nothing was taken.
   * @throws {StoreUnavailableError} if the store cannot be reached; nothing was taken.
   */
  acquire(scope: ScopeId, holder: Holder, replicas?: number): Promise<ScopeStore>;

  /**
   * Lets go of everything that the store itself opened, and of its scopes; whoever acquired those releases them first.
   * Whatever is asked of a closed store or its scopes rejects with `StoreUnavailableError`, but for `release` and `close`,
   * which do nothing then. A closed store stays closed.
   */
  close(): Promise<void>;
}

/** One acquired scope of a store: the right to write it, under an epoch. */
export interface ScopeStore {
  /** Higher than any epoch that this scope was held under before. */
  readonly epoch: number;

  /** The sequence of the last batch that was committed before this scope was acquired; 0 for a new scope. */
  readonly sequence: number;

  /** What the state that was there before survives; `process` where it is left out. */
  readonly survives?: Survives;

  /** What about the settings of the store puts at risk what it keeps, and what to do about it; for the log. */
  readonly risks?: readonly string[];

  /**
   * All live records in slices, expired ones left out. One may come several times, with the same value. Order history and fill history
   * are not among them.
   */
  load(): AsyncIterable<readonly StoredRecord[]>;

  /**
   * Commits a batch: all of it or nothing, durable as `survives` of the result says.
   *
   * @throws {StoreUnavailableError} if the outcome is unknown; the same batch may be sent again, byte for byte.
   */
  commit(batch: Batch): Promise<CommitResult>;

  /** All history entries in slices, in no order. One may come several times, with the same value. */
  history(): AsyncIterable<readonly StoredHistory[]>;

  /** The sealed history entry of a key, or null. */
  readHistory(key: string): Promise<string | null>;

  /** The keys of all history entries under one of their `indexes`, in the order of `at`, oldest first. */
  historyKeys(index: string): Promise<readonly string[]>;

  /**
   * Removes up to `limit` history entries archived before `before` (ms), the oldest first; returns how many were removed.
   * A holder that has lost the scope removes none.
   */
  trimHistory(before: number, limit: number): Promise<number>;

  /**
   * The entries of a leg's fill history from number `first` to `last`, both included, ascending. Numbers that are not there are left out.
   * Ask for at most 1,000 at a time.
   */
  fills(leg: string, first: number, last: number): Promise<readonly NumberedFill[]>;

  /** The fill history of all legs in slices, in no order. One entry may come several times, with the same value. */
  fillEntries(): AsyncIterable<readonly StoredFill[]>;

  /**
   * How many records of each type were committed, and the sum of their checksums, for all types but market data. The store keeps these
   * totals beside the records and changes both in one commit, so that whoever adds up what is there finds out what vanished since.
   */
  sums(): Promise<ReadonlyMap<CacheKey, RecordTotal>>;

  /** The checksums of all records of a type that is not loaded, in slices, in no order. One may come several times. */
  checksums(type: CacheKey.HISTORY | CacheKey.FILL): AsyncIterable<readonly StoredChecksum[]>;

  /** Gives the scope back. A batch that is committed afterwards is `FENCED`. Released again, or after it was lost, it does nothing. */
  release(): Promise<void>;
}
