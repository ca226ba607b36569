import type { Batch, CommitResult, Operation } from '../../stores/batch.js';
import type { ScopeStore, StoredRecord } from '../../stores/state-store.js';
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

  private batch(sequence: number, operations: readonly Operation[]): Batch {
    return { epoch: this.store.epoch, sequence, operations };
  }
}
