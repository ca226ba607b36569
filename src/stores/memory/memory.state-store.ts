import type { Batch, CommitResult, Operation } from '../batch.js';
import type { CacheKey } from '../cache-key.js';
import { describeHolder } from '../holder.js';
import type { Holder } from '../holder.js';
import { scopeName, scopeStoreKey } from '../scope-id.js';
import type { ScopeId } from '../scope-id.js';
import type { ScopeStore, StateStore, StoredRecord } from '../state-store.js';
import { ScopeHeldError } from '../store.errors.js';

interface HistoryEntry {
  readonly value: string;
  readonly indexes: readonly string[];
  readonly at: number;
}

interface LiveRecord extends StoredRecord {
  readonly expiresAt: number;
}

/** What is kept of one scope. */
interface ScopeData {
  readonly live: Map<string, LiveRecord>;
  readonly history: Map<string, HistoryEntry>;
  epoch: number;
  sequence: number;
  holder: Holder | null;
}

/** State in this process' memory: for tests, and for whoever wants nothing kept. A scope outlives its release, not the process. */
export class MemoryStateStore implements StateStore {
  private readonly scopes = new Map<string, ScopeData>();

  constructor(private readonly now: () => number = Date.now) {}

  acquire(scope: ScopeId, holder: Holder): Promise<ScopeStore> {
    const data = this.dataOf(scope);
    if (data.holder !== null && data.holder.nonce !== holder.nonce) {
      return Promise.reject(new ScopeHeldError(`Scope ${scopeName(scope)}`, data.holder));
    }
    data.holder = holder;
    data.epoch = Math.max(data.epoch + 1, this.now());
    return Promise.resolve(new MemoryScopeStore(data, data.epoch, data.sequence, this.now));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private dataOf(scope: ScopeId): ScopeData {
    const key = scopeStoreKey(scope);
    let data = this.scopes.get(key);
    if (data === undefined) {
      data = { live: new Map(), history: new Map(), epoch: 0, sequence: 0, holder: null };
      this.scopes.set(key, data);
    }
    return data;
  }
}

class MemoryScopeStore implements ScopeStore {
  private released = false;

  constructor(
    private readonly data: ScopeData,
    readonly epoch: number,
    readonly sequence: number,
    private readonly now: () => number,
  ) {}

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    const records = [...this.data.live.values()].filter(({ expiresAt }) => expiresAt > this.now());
    await Promise.resolve();
    if (records.length > 0) yield records.map(({ type, key, value }) => ({ type, key, value }));
  }

  commit({ epoch, sequence, operations }: Batch): Promise<CommitResult> {
    const { data } = this;
    if (this.released || epoch !== data.epoch) {
      return Promise.resolve({
        outcome: 'FENCED',
        holder: data.holder === null ? 'nobody' : describeHolder(data.holder),
      });
    }
    if (sequence <= data.sequence) return Promise.resolve({ outcome: 'DUP', survives: 'nothing' });
    if (sequence > data.sequence + 1)
      return Promise.resolve({ outcome: 'GAP', storedSequence: data.sequence });
    for (const operation of operations) this.carryOut(operation);
    data.sequence = sequence;
    return Promise.resolve({ outcome: 'OK', survives: 'nothing' });
  }

  readHistory(key: string): Promise<string | null> {
    return Promise.resolve(this.data.history.get(key)?.value ?? null);
  }

  historyKeys(index: string): Promise<readonly string[]> {
    const found = [...this.data.history].filter(([, { indexes }]) => indexes.includes(index));
    return Promise.resolve(found.sort(([, left], [, right]) => left.at - right.at).map(([key]) => key));
  }

  trimHistory(before: number, limit: number): Promise<number> {
    const old = [...this.data.history].filter(([, { at }]) => at < before).slice(0, limit);
    for (const [key] of old) this.data.history.delete(key);
    return Promise.resolve(old.length);
  }

  release(): Promise<void> {
    if (!this.released && this.data.epoch === this.epoch) this.data.holder = null;
    this.released = true;
    return Promise.resolve();
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

function liveKey(type: Exclude<CacheKey, CacheKey.HISTORY>, key: string): string {
  return `${type}:${key}`;
}
