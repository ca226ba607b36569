import type { Batch, CommitResult } from '../../src/stores/batch.js';
import type { CacheKey } from '../../src/stores/cache-key.js';
import type { Holder } from '../../src/stores/holder.js';
import { MemoryStateStore } from '../../src/stores/memory/memory.state-store.js';
import type { ScopeData } from '../../src/stores/memory/scope-data.js';
import type { ScopeId } from '../../src/stores/scope-id.js';
import type { RecordTotal } from '../../src/stores/record-sum.js';
import type {
  NumberedFill,
  ScopeStore,
  StateStore,
  StoredChecksum,
  StoredFill,
  StoredHistory,
  StoredRecord,
} from '../../src/stores/state-store.js';
import { StoreUnavailableError } from '../../src/stores/store.errors.js';

/** What becomes of one commit: not reached, carried out but not answered, or answered without being carried out. */
export type Fault = 'away' | 'lost answer' | CommitResult;

type Call = 'commit' | 'load';

/** A store in memory that fails as a test tells it to, and keeps every batch that it was sent. */
export class FaultStore implements StateStore {
  /** Every batch as it was sent, those that failed too. */
  readonly batches: Batch[] = [];
  /** While it is away, whatever it is asked is rejected. */
  isAway = false;
  /** How often `close` was called. */
  closed = 0;
  private readonly memory: MemoryStateStore;
  /** Whether a record is kept from whoever loads, though it was committed; null where none is. */
  isLost: ((record: StoredRecord) => boolean) | null = null;
  private faults: Fault[] = [];
  private readonly held: Record<Call, Promise<void> | null> = { commit: null, load: null };

  constructor(now?: () => number) {
    this.memory = new MemoryStateStore(now);
  }

  /** What becomes of the next commits, one after the other; those after them succeed. */
  fail(...faults: readonly Fault[]): void {
    this.faults.push(...faults);
  }

  /** Lets commits, or loads, wait from now on. @returns what lets them go on. */
  hold(call: Call = 'commit'): () => void {
    let release!: () => void;
    this.held[call] = new Promise((resolve) => {
      release = () => {
        this.held[call] = null;
        resolve();
      };
    });
    return release;
  }

  /** Resolves when a batch was sent that is not in `batches` yet. */
  async nextBatch(): Promise<Batch> {
    const count = this.batches.length;
    while (this.batches.length === count) await new Promise((resolve) => setImmediate(resolve));
    return this.batches[count] as Batch;
  }

  /** Notes what it has now. @returns what puts it back to that, as a server that is started from an older snapshot. */
  snapshot(): () => void {
    const scopes = (this.memory as unknown as { scopes: Map<string, ScopeData> }).scopes;
    const kept = Array.from(scopes, ([key, { live, history, fills, totals, sequence }]) => ({
      key,
      state: structuredClone({
        live: [...live.entries()],
        history: [...history.entries()],
        fills,
        sequence,
        totals: totals.snapshot(),
      }),
    }));
    return () => {
      for (const { key, state } of kept) {
        const data = scopes.get(key) as ScopeData;
        refill(data.live, state.live);
        refill(data.history, state.history);
        refill(data.fills, state.fills);
        for (const [type, total] of state.totals) data.totals.recount(type, total);
        data.sequence = state.sequence;
      }
    };
  }

  /** How many entries of fill histories it has. */
  fillEntriesKept(): number {
    const scopes = (this.memory as unknown as { scopes: Map<string, ScopeData> }).scopes;
    return [...scopes.values()]
      .flatMap(({ fills }) => [...fills.values()])
      .reduce((sum, entries) => sum + entries.size, 0);
  }

  async acquire(scope: ScopeId, holder: Holder): Promise<ScopeStore> {
    this.assertThere();
    return new FaultScopeStore(await this.memory.acquire(scope, holder), this);
  }

  close(): Promise<void> {
    this.closed++;
    return this.memory.close();
  }

  /** What lets a scope's load wait. */
  get loading(): Promise<void> | null {
    return this.held.load;
  }

  /** @throws {StoreUnavailableError} while it is away. */
  assertThere(): void {
    if (this.isAway) throw new StoreUnavailableError('it is away');
  }

  async commit(batch: Batch, store: ScopeStore): Promise<CommitResult> {
    this.batches.push(structuredClone(batch));
    await this.held.commit;
    this.assertThere();
    const fault = this.faults.shift();
    if (typeof fault === 'object') return fault;
    if (fault === 'away') throw new StoreUnavailableError('it is away');
    const result = await store.commit(batch);
    if (fault === 'lost answer') throw new StoreUnavailableError('the connection was reset');
    return result;
  }
}

function refill<K, V>(map: Refillable<K, V>, from: Iterable<readonly [K, V]>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

type Refillable<K, V> = { clear(): void; set(key: K, value: V): unknown };

class FaultScopeStore implements ScopeStore {
  readonly epoch: number;
  readonly sequence: number;

  constructor(
    private readonly memory: ScopeStore,
    private readonly store: FaultStore,
  ) {
    this.epoch = memory.epoch;
    this.sequence = memory.sequence;
  }

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    await this.store.loading;
    this.store.assertThere();
    const isLost = this.store.isLost ?? (() => false);
    for await (const slice of this.memory.load()) yield slice.filter((record) => !isLost(record));
  }

  commit(batch: Batch): Promise<CommitResult> {
    return this.store.commit(batch, this.memory);
  }

  async *history(): AsyncIterable<readonly StoredHistory[]> {
    this.store.assertThere();
    yield* this.memory.history();
  }

  async readHistory(key: string): Promise<string | null> {
    this.store.assertThere();
    return this.memory.readHistory(key);
  }

  async historyKeys(index: string): Promise<readonly string[]> {
    this.store.assertThere();
    return this.memory.historyKeys(index);
  }

  async trimHistory(before: number, limit: number): Promise<number> {
    this.store.assertThere();
    return this.memory.trimHistory(before, limit);
  }

  async fills(leg: string, first: number, last: number): Promise<readonly NumberedFill[]> {
    this.store.assertThere();
    return this.memory.fills(leg, first, last);
  }

  async *fillEntries(): AsyncIterable<readonly StoredFill[]> {
    this.store.assertThere();
    yield* this.memory.fillEntries();
  }

  async sums(): Promise<ReadonlyMap<CacheKey, RecordTotal>> {
    this.store.assertThere();
    return this.memory.sums();
  }

  async *checksums(type: CacheKey.HISTORY | CacheKey.FILL): AsyncIterable<readonly StoredChecksum[]> {
    this.store.assertThere();
    yield* this.memory.checksums(type);
  }

  async release(): Promise<void> {
    this.store.assertThere();
    await this.memory.release();
  }
}
