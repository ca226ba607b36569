import type { Batch, CommitResult, Operation } from '../../stores/batch.js';
import { CacheKey } from '../../stores/cache-key.js';
import { checksumOf, isSummed, RecordSum, SUMMED_TYPES } from '../../stores/record-sum.js';
import type { RecordTotal } from '../../stores/record-sum.js';
import type { ScopeStore, StoredFill, StoredRecord } from '../../stores/state-store.js';
import { sameValue } from './expectations.js';

/** An acquired scope, with what cases ask of it again and again. */
export class ScopeUnderTest {
  private last: number;

  constructor(readonly store: ScopeStore) {
    this.last = store.sequence;
  }

  /** Commits the next batch, which must be accepted. @returns the batch, to send it again. */
  async commit(...operations: Operation[]): Promise<Batch> {
    const batch = this.batch(this.last + 1, operations);
    const { outcome } = await this.store.commit(batch);
    sameValue(outcome, 'OK', `the outcome of batch ${batch.sequence}`);
    this.last = batch.sequence;
    return batch;
  }

  /** Sends a batch of any sequence, and does not mind how it is answered. */
  send(sequence: number, ...operations: Operation[]): Promise<CommitResult> {
    return this.store.commit(this.batch(sequence, operations));
  }

  /** All that `load` yields, in its order. */
  async records(): Promise<StoredRecord[]> {
    const records = new Map<string, StoredRecord>();
    for await (const slice of this.store.load())
      for (const record of slice) records.set(JSON.stringify(record), record);
    return [...records.values()];
  }

  /** What `load` yields, as `type key` to value. */
  async values(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.records()).map(({ type, key, value }) => [`${type} ${key}`, value]));
  }

  /** All that `fillEntries` yields, by leg and number; what it yields several times is there once. */
  async fillEntries(): Promise<StoredFill[]> {
    const fills = new Map<string, StoredFill>();
    for await (const slice of this.store.fillEntries())
      for (const fill of slice) fills.set(JSON.stringify(fill), fill);
    return [...fills.values()].toSorted(
      (left, right) =>
        Number(left.leg > right.leg) - Number(left.leg < right.leg) || left.number - right.number,
    );
  }

  /** The totals of what is really there, as `sums` must give them. */
  async present(): Promise<ReadonlyMap<CacheKey, RecordTotal>> {
    const sums = new Map<CacheKey, RecordSum>(SUMMED_TYPES.map((type) => [type, new RecordSum()]));
    for (const { type, value } of await this.records())
      if (isSummed(type)) sums.get(type)?.add(checksumOf(value));
    for (const type of [CacheKey.HISTORY, CacheKey.FILL] as const)
      for (const checksum of (await this.checksums(type)).values()) sums.get(type)?.add(checksum);
    return new Map(Array.from(sums, ([type, { count, sum }]) => [type, { count, sum }]));
  }

  /** All that `checksums` yields. */
  async checksums(type: CacheKey.HISTORY | CacheKey.FILL): Promise<ReadonlyMap<string, number>> {
    const checksums = new Map<string, number>();
    for await (const slice of this.store.checksums(type))
      for (const [key, checksum] of slice) checksums.set(key, checksum);
    return checksums;
  }

  private batch(sequence: number, operations: readonly Operation[]): Batch {
    return { epoch: this.store.epoch, sequence, operations };
  }
}
