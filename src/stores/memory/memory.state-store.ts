import type { Holder } from '../holder.js';
import { ScopeHolds } from '../scope-holds.js';
import { scopeStoreKey } from '../scope-id.js';
import type { ScopeId } from '../scope-id.js';
import type { ScopeStore, StateStore } from '../state-store.js';
import { NoReplicasError, StoreUnavailableError } from '../store.errors.js';
import { MemoryScopeStore } from './memory-scope.store.js';
import { ScopeData } from './scope-data.js';

/** State in this process' memory: for tests, and for whoever wants nothing kept. A scope outlives its release, not the store. */
export class MemoryStateStore implements StateStore {
  readonly place = 'memory:';
  private readonly scopes = new Map<string, ScopeData>();
  private readonly holds = new ScopeHolds();
  private isClosed = false;

  constructor(private readonly now: () => number = Date.now) {}

  // Async so that what it throws is a rejection.
  async acquire(scope: ScopeId, holder: Holder, replicas = 0): Promise<ScopeStore> {
    this.assertOpen();
    if (replicas > 0) throw new NoReplicasError('The store in memory');
    const key = scopeStoreKey(scope);
    const data = this.dataOf(key);
    data.epoch = this.holds.epochOf(scope, holder) ?? Math.max(data.epoch + 1, this.now());
    this.holds.take(key, holder, data.epoch);
    return new MemoryScopeStore(data, this.holds, key, this.now, () => this.assertOpen());
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.scopes.clear();
    return Promise.resolve();
  }

  private assertOpen(): void {
    if (this.isClosed) throw new StoreUnavailableError('it was closed');
  }

  private dataOf(key: string): ScopeData {
    const known = this.scopes.get(key);
    if (known !== undefined) return known;
    const data = new ScopeData();
    this.scopes.set(key, data);
    return data;
  }
}
