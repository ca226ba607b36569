import type { Batch, CommitResult, Operation } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import { fillKey } from '../fill-key.js';
import type { LiveType } from '../live-type.js';
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
import type { HistoryEntry, LiveRecord, ScopeData } from './scope-data.js';

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
    yield* this.slices(records.map(({ type, key, value }) => ({ type, key, value })));
  }

  async commit({ epoch, sequence, operations }: Batch): Promise<CommitResult> {
    this.assertOpen();
    const { data } = this;
    if (!this.holds.isHeldUnder(this.scopeKey, epoch))
      return { outcome: 'FENCED', holder: this.holds.describe(this.scopeKey) };
    if (sequence <= data.sequence) return { outcome: 'DUP', survives: this.survives };
    if (sequence > data.sequence + 1) return { outcome: 'GAP', storedSequence: data.sequence };
    for (const operation of operations)
      if (operation.op === 'recount') data.totals.recount(operation.type, operation);
    for (const operation of operations) this.carryOut(operation);
    data.sequence = sequence;
    return { outcome: 'OK', survives: this.survives };
  }

  async *history(): AsyncIterable<readonly StoredHistory[]> {
    this.assertOpen();
    yield* this.slices(Array.from(this.data.history.entries(), ([key, { value }]) => ({ key, value })));
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
    for (const key of old) this.writeHistory(key, null);
    return old.length;
  }

  async fills(leg: string, first: number, last: number): Promise<readonly NumberedFill[]> {
    this.assertOpen();
    return this.fillsOf(leg, first, last);
  }

  async *fillEntries(): AsyncIterable<readonly StoredFill[]> {
    this.assertOpen();
    yield* this.slices(this.allFills());
  }

  async sums(): Promise<ReadonlyMap<CacheKey, RecordTotal>> {
    this.assertOpen();
    return this.data.totals.snapshot();
  }

  async *checksums(type: CacheKey.HISTORY | CacheKey.FILL): AsyncIterable<readonly StoredChecksum[]> {
    this.assertOpen();
    yield* this.slices(
      type === CacheKey.HISTORY
        ? Array.from(this.data.history.entries(), ([key, { value }]) => [key, checksumOf(value)] as const)
        : this.allFills().map(({ leg, number, value }) => [fillKey(leg, number), checksumOf(value)] as const),
    );
  }

  release(): Promise<void> {
    this.holds.release(this.scopeKey, this.epoch);
    return Promise.resolve();
  }

  private oldestFirst(isWanted: (entry: HistoryEntry) => boolean): string[] {
    // Not filtered from a list of all: there may be a million, and few of them are wanted.
    const found: { readonly key: string; readonly at: number }[] = [];
    for (const [key, entry] of this.data.history.entries())
      if (isWanted(entry)) found.push({ key, at: entry.at });
    return found.sort((left, right) => left.at - right.at).map(({ key }) => key);
  }

  private allFills(): StoredFill[] {
    return [...this.data.fills.keys()].flatMap((leg) => this.fillsOf(leg).map((fill) => ({ leg, ...fill })));
  }

  private fillsOf(leg: string, first = 1, last = Infinity): NumberedFill[] {
    const entries = [...(this.data.fills.get(leg) ?? [])].filter(
      ([number]) => number >= first && number <= last,
    );
    return entries.sort(([left], [right]) => left - right).map(([number, value]) => ({ number, value }));
  }

  private async *slices<T>(all: readonly T[]): AsyncIterable<readonly T[]> {
    for (let start = 0; start < all.length; start += SLICE) {
      yield all.slice(start, start + SLICE);
      this.assertOpen();
    }
  }

  private carryOut(operation: Operation): void {
    switch (operation.op) {
      case 'put': {
        const { type, key, value, expiresAt = Infinity } = operation;
        this.writeLive(type, key, { type, key, value, expiresAt });
        break;
      }
      case 'delete':
        this.writeLive(operation.type, operation.key, null);
        break;
      case 'archive':
        this.writeHistory(operation.key, operation);
        break;
      case 'append':
        this.writeFill(operation.leg, operation.number, operation.value);
        break;
      case 'drop':
        for (const { number } of this.fillsOf(operation.leg, operation.first, operation.last))
          this.writeFill(operation.leg, number, null);
        break;
      case 'recount':
        // It went before all others.
        break;
    }
  }

  private writeLive(type: LiveType, key: string, record: LiveRecord | null): void {
    const { live, totals } = this.data;
    const place = liveKey(type, key);
    totals.change(type, live.get(place)?.value ?? null, record?.value ?? null);
    if (record === null) live.delete(place);
    else live.set(place, record);
  }

  private writeHistory(key: string, entry: HistoryEntry | null): void {
    const { history, totals } = this.data;
    totals.change(CacheKey.HISTORY, history.get(key)?.value ?? null, entry?.value ?? null);
    if (entry === null) history.delete(key);
    else history.set(key, { value: entry.value, indexes: entry.indexes, at: entry.at });
  }

  private writeFill(leg: string, number: number, value: string | null): void {
    const { fills, totals } = this.data;
    const ofLeg = fills.get(leg) ?? new Map<number, string>();
    totals.change(CacheKey.FILL, ofLeg.get(number) ?? null, value);
    if (value === null) ofLeg.delete(number);
    else fills.set(leg, ofLeg.set(number, value));
  }
}

function liveKey(type: LiveType, key: string): string {
  return `${type}:${key}`;
}
