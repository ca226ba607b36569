import type { LiveType } from '../live-type.js';
import type { Batch, CommitResult, Operation } from '../batch.js';
import type { ScopeHolds } from '../scope-holds.js';
import type { ScopeStore, StoredHistory, StoredRecord } from '../state-store.js';
import type { HistoryEntry, ScopeData } from './scope-data.js';

const SLICE = 1_000;

/** One scope of the store in memory. Its methods are async so that whatever they throw is a rejection. */
export class MemoryScopeStore implements ScopeStore {
  readonly epoch: number;
  readonly sequence: number;
  readonly survives = 'nothing';

  constructor(
    private readonly data: ScopeData,
    private readonly holds: ScopeHolds,
    private readonly scopeKey: string,
    private readonly now: () => number,
    private readonly assertOpen: () => void,
  ) {
    this.epoch = data.epoch;
    this.sequence = data.sequence;
  }

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    this.assertOpen();
    const records = [...this.data.live.values()].filter(({ expiresAt }) => expiresAt > this.now());
    for (let start = 0; start < records.length; start += SLICE) {
      yield records.slice(start, start + SLICE).map(({ type, key, value }) => ({ type, key, value }));
      this.assertOpen();
    }
  }

  async commit({ epoch, sequence, operations }: Batch): Promise<CommitResult> {
    this.assertOpen();
    const { data } = this;
    if (!this.holds.isHeldUnder(this.scopeKey, epoch))
      return { outcome: 'FENCED', holder: this.holds.describe(this.scopeKey) };
    if (sequence <= data.sequence) return { outcome: 'DUP', survives: this.survives };
    if (sequence > data.sequence + 1) return { outcome: 'GAP', storedSequence: data.sequence };
    for (const operation of operations) this.carryOut(operation);
    data.sequence = sequence;
    return { outcome: 'OK', survives: this.survives };
  }

  async *history(): AsyncIterable<readonly StoredHistory[]> {
    this.assertOpen();
    const entries = Array.from(this.data.history, ([key, { value }]) => ({ key, value }));
    for (let start = 0; start < entries.length; start += SLICE) {
      yield entries.slice(start, start + SLICE);
      this.assertOpen();
    }
  }

  async readHistory(key: string): Promise<string | null> {
    this.assertOpen();
    return this.data.history.get(key)?.value ?? null;
  }

  async historyKeys(index: string): Promise<readonly string[]> {
    this.assertOpen();
    return this.oldestFirst(({ indexes }) => indexes.includes(index));
  }

  async trimHistory(before: number, limit: number): Promise<number> {
    this.assertOpen();
    if (!this.holds.isHeldUnder(this.scopeKey, this.epoch)) return 0;
    const old = this.oldestFirst(({ at }) => at < before).slice(0, limit);
    for (const key of old) this.data.history.delete(key);
    return old.length;
  }

  release(): Promise<void> {
    this.holds.release(this.scopeKey, this.epoch);
    return Promise.resolve();
  }

  private oldestFirst(isWanted: (entry: HistoryEntry) => boolean): string[] {
    const found = [...this.data.history].filter(([, entry]) => isWanted(entry));
    return found.sort(([, left], [, right]) => left.at - right.at).map(([key]) => key);
  }

  private carryOut(operation: Operation): void {
    const { live, history } = this.data;
    switch (operation.op) {
      case 'put': {
        const { type, key, value, expiresAt = Infinity } = operation;
        live.set(liveKey(type, key), { type, key, value, expiresAt });
        break;
      }
      case 'delete':
        live.delete(liveKey(operation.type, operation.key));
        break;
      case 'archive':
        history.set(operation.key, { value: operation.value, indexes: operation.indexes, at: operation.at });
        break;
    }
  }
}

function liveKey(type: LiveType, key: string): string {
  return `${type}:${key}`;
}
