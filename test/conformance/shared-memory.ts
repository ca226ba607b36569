import type { Holder } from '../../src/stores/holder.js';
import { MemoryStateStore } from '../../src/stores/memory/memory.state-store.js';
import type { ScopeId } from '../../src/stores/scope-id.js';
import type { ScopeStore, StateStore } from '../../src/stores/state-store.js';
import { StoreUnavailableError } from '../../src/stores/store.errors.js';
import type { StateStoreHarness } from '../../src/testing/conformance/conformance-case.js';

/** What a store does otherwise than it must: it stands in the place of what the store does. */
export interface Fault {
  readonly store?: (store: StateStore) => Partial<StateStore>;
  readonly scope?: (scope: ScopeStore, id: ScopeId) => Partial<ScopeStore>;
  /** Opened again, it has nothing. */
  readonly forgets?: true;
}

/** A store in memory that several processes share, with the fault that `fault` makes for each case. */
export function sharedMemory(fault: () => Fault = () => ({})): StateStoreHarness {
  let shared = new MemoryStateStore();
  let present: Fault = {};
  const open = () => withFault(new SharedMemory(shared, present), present.store);
  return {
    open: (now) => {
      shared = new MemoryStateStore(now);
      present = fault();
      return open();
    },
    openAgain: (now) => {
      if (present.forgets === true) shared = new MemoryStateStore(now);
      return open();
    },
  };
}

/** What one process has of a store in memory. */
class SharedMemory implements StateStore {
  private readonly scopes: ScopeStore[] = [];
  private isClosed = false;

  constructor(
    private readonly shared: StateStore,
    private readonly fault: Fault,
  ) {}

  async acquire(id: ScopeId, holder: Holder): Promise<ScopeStore> {
    this.assertOpen();
    const scope = await this.shared.acquire(id, holder);
    this.scopes.push(scope);
    const { scope: replace } = this.fault;
    return new SharedScope({ ...methodsOf(scope), ...replace?.(scope, id) }, () => this.assertOpen());
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const scope of this.scopes) await scope.release();
  }

  private assertOpen(): void {
    if (this.isClosed) throw new StoreUnavailableError('it was closed');
  }
}

class SharedScope implements ScopeStore {
  readonly epoch: number;
  readonly sequence: number;

  constructor(
    private readonly scope: ScopeStore,
    private readonly assertOpen: () => void,
  ) {
    this.epoch = scope.epoch;
    this.sequence = scope.sequence;
  }

  async *load() {
    this.assertOpen();
    for await (const slice of this.scope.load()) {
      yield slice;
      this.assertOpen();
    }
  }

  async commit(...parameters: Parameters<ScopeStore['commit']>) {
    this.assertOpen();
    return this.scope.commit(...parameters);
  }

  async *history() {
    this.assertOpen();
    for await (const slice of this.scope.history()) {
      yield slice;
      this.assertOpen();
    }
  }

  async readHistory(key: string) {
    this.assertOpen();
    return this.scope.readHistory(key);
  }

  async historyKeys(index: string) {
    this.assertOpen();
    return this.scope.historyKeys(index);
  }

  async trimHistory(before: number, limit: number) {
    this.assertOpen();
    return this.scope.trimHistory(before, limit);
  }

  async fills(...parameters: Parameters<ScopeStore['fills']>) {
    this.assertOpen();
    return this.scope.fills(...parameters);
  }

  async *fillEntries() {
    this.assertOpen();
    for await (const slice of this.scope.fillEntries()) {
      yield slice;
      this.assertOpen();
    }
  }

  async sums() {
    this.assertOpen();
    return this.scope.sums();
  }

  async *checksums(...parameters: Parameters<ScopeStore['checksums']>) {
    this.assertOpen();
    for await (const slice of this.scope.checksums(...parameters)) {
      yield slice;
      this.assertOpen();
    }
  }

  release() {
    return this.scope.release();
  }
}

function withFault(store: StateStore, replace: Fault['store']): StateStore {
  const methods: StateStore = {
    acquire: (scope, holder) => store.acquire(scope, holder),
    close: () => store.close(),
  };
  return { ...methods, ...replace?.(store) };
}

function methodsOf(scope: ScopeStore): ScopeStore {
  return {
    epoch: scope.epoch,
    sequence: scope.sequence,
    load: () => scope.load(),
    commit: (batch) => scope.commit(batch),
    history: () => scope.history(),
    readHistory: (key) => scope.readHistory(key),
    historyKeys: (index) => scope.historyKeys(index),
    trimHistory: (before, limit) => scope.trimHistory(before, limit),
    fills: (leg, first, last) => scope.fills(leg, first, last),
    fillEntries: () => scope.fillEntries(),
    sums: () => scope.sums(),
    checksums: (type) => scope.checksums(type),
    release: () => scope.release(),
  };
}
