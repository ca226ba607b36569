import type { Batch, CommitResult } from '../batch.js';
import { nextTurn } from '../../state/next-turn.js';
import { CacheKey } from '../cache-key.js';
import { fillKey } from '../fill-key.js';
import { checksumOf } from '../record-sum.js';
import type { RecordTotal } from '../record-sum.js';
import type { ScopeHolds } from '../scope-holds.js';
import type {
  NumberedFill,
  ScopeStore,
  StoredChecksum,
  StoredFill,
  StoredHistory,
  StoredRecord,
} from '../state-store.js';
import type { LmdbTables } from './lmdb-tables.js';
import { indexKind } from './record-bytes.js';
import { parseFill, parseHistory, parseLive } from './record-texts.js';
import { KnownTotals, readMeta, readTotals } from './scope-meta.js';
import type { ScopeMeta } from './scope-meta.js';
import { ScopePlaces } from './scope-places.js';
import type { RecordsKind } from './scope-places.js';
import { ScopePlan } from './scope-plan.js';

const SLICE = 1_000;

/**
 * One scope of the embedded store. A commit is one transaction and one flush to the disk, of which this thread only finds out what is to be
 * written.
 */
export class LmdbScopeStore implements ScopeStore {
  readonly survives = 'server';
  private readonly places: ScopePlaces;
  private readonly totals: KnownTotals;

  constructor(
    private readonly tables: LmdbTables,
    private readonly holds: ScopeHolds,
    private readonly scopeKey: string,
    readonly epoch: number,
    readonly sequence: number,
    private readonly now: () => number,
  ) {
    this.places = new ScopePlaces(scopeKey);
    this.totals = new KnownTotals(tables, scopeKey);
  }

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    for await (const values of this.slices('live')) {
      const live = values.map(parseLive).filter(({ expiresAt }) => expiresAt > this.now());
      if (live.length > 0) yield live.map(({ record }) => record);
    }
  }

  async *history(): AsyncIterable<readonly StoredHistory[]> {
    for await (const values of this.slices('history')) {
      yield values.map((text) => {
        const { key, value } = parseHistory(text);
        return { key, value };
      });
    }
  }

  async *fillEntries(): AsyncIterable<readonly StoredFill[]> {
    for await (const values of this.slices('fill')) yield values.map(parseFill);
  }

  async *checksums(type: CacheKey.HISTORY | CacheKey.FILL): AsyncIterable<readonly StoredChecksum[]> {
    if (type === CacheKey.HISTORY) {
      for await (const slice of this.history())
        yield slice.map(({ key, value }) => [key, checksumOf(value)] as const);
      return;
    }
    for await (const slice of this.fillEntries())
      yield slice.map(({ leg, number, value }) => [fillKey(leg, number), checksumOf(value)] as const);
  }

  // These are async so that whatever they throw is a rejection.

  async commit(batch: Batch): Promise<CommitResult> {
    return this.tables.inTurn(this.scopeKey, () => this.commitNext(batch));
  }

  async readHistory(key: string): Promise<string | null> {
    const text = this.tables.read(() => this.tables.records.get(this.places.history(key).bytes));
    return text === undefined ? null : parseHistory(text).value;
  }

  async historyKeys(index: string): Promise<readonly string[]> {
    return [...this.tables.values(this.places.rangeOf(indexKind(index)))];
  }

  async trimHistory(before: number, limit: number): Promise<number> {
    return this.tables.inTurn(this.scopeKey, async () => {
      if (!this.isHeld(this.epoch, this.meta())) return 0;
      const old = [...this.tables.values({ ...this.places.historyBefore(before), limit })];
      if (old.length === 0) return 0;
      const plan = this.plan();
      for (const key of old) plan.removeHistory(key);
      return (await plan.write(this.epoch)) ? old.length : 0;
    });
  }

  async fills(leg: string, first: number, last: number): Promise<readonly NumberedFill[]> {
    return [...this.tables.values(this.places.fills(leg, first, last))].map((text) => {
      const { number, value } = parseFill(text);
      return { number, value };
    });
  }

  async sums(): Promise<ReadonlyMap<CacheKey, RecordTotal>> {
    return this.tables.read(() => readTotals(this.tables, this.scopeKey).snapshot());
  }

  release(): Promise<void> {
    this.holds.release(this.scopeKey, this.epoch);
    return Promise.resolve();
  }

  private async commitNext({ epoch, sequence, operations }: Batch): Promise<CommitResult> {
    const stored = this.meta();
    if (!this.isHeld(epoch, stored)) return this.fenced();
    if (sequence <= stored.sequence) return { outcome: 'DUP', survives: this.survives };
    if (sequence > stored.sequence + 1) return { outcome: 'GAP', storedSequence: stored.sequence };
    const plan = this.plan();
    this.tables.read(() => plan.carryOut(operations));
    return (await plan.write(epoch, sequence)) ? { outcome: 'OK', survives: this.survives } : this.fenced();
  }

  private plan(): ScopePlan {
    return this.tables.read(() => new ScopePlan(this.tables, this.places, this.totals, this.scopeKey));
  }

  private meta(): ScopeMeta {
    return this.tables.read(() => readMeta(this.tables, this.scopeKey));
  }

  /** Whether the scope is held here, and no other process has had it since. */
  private isHeld(epoch: number, stored: ScopeMeta): boolean {
    return this.holds.isHeldUnder(this.scopeKey, epoch) && stored.epoch === epoch;
  }

  private fenced(): CommitResult {
    return { outcome: 'FENCED', holder: this.holds.describe(this.scopeKey) };
  }

  private async *slices(kind: RecordsKind): AsyncIterable<readonly string[]> {
    let slice: string[] = [];
    for (const value of this.tables.values(this.places.rangeOf(kind))) {
      slice.push(value);
      if (slice.length < SLICE) continue;
      yield slice;
      slice = [];
      await nextTurn();
    }
    if (slice.length > 0) yield slice;
  }
}
