import { liveTypeOf } from '../live-type.js';
import type { LiveType } from '../live-type.js';
import type { Batch, CommitResult, Operation } from '../batch.js';
import type { ScopeHolds } from '../scope-holds.js';
import type { ScopeStore, StoredHistory, StoredRecord } from '../state-store.js';
import { DamagedRecordError } from '../store.errors.js';
import type { LmdbTables } from './lmdb-tables.js';
import { indexKind, keyPrefix, prefixEnd, recordKey, timedKey } from './record-bytes.js';
import { readMeta, writeMeta } from './scope-meta.js';

interface HistoryEntry {
  readonly key: string;
  readonly at: number;
  readonly indexes: readonly string[];
  readonly value: string;
}

const SLICE = 1_000;
const LIVE = 'live';
const HISTORY = 'history';
const BY_TIME = 'time';

/** One scope of the embedded store. A commit is one transaction and one flush to the disk. */
export class LmdbScopeStore implements ScopeStore {
  readonly survives = 'server';

  constructor(
    private readonly tables: LmdbTables,
    private readonly holds: ScopeHolds,
    private readonly scopeKey: string,
    readonly epoch: number,
    readonly sequence: number,
    private readonly now: () => number,
  ) {}

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    for await (const values of this.slices(LIVE)) {
      const live = values.map(parseLive).filter(({ expiresAt }) => expiresAt > this.now());
      if (live.length > 0) yield live.map(({ record }) => record);
    }
  }

  async *history(): AsyncIterable<readonly StoredHistory[]> {
    for await (const values of this.slices(HISTORY)) {
      yield values.map((text) => {
        const { key, value } = JSON.parse(text) as HistoryEntry;
        return { key, value };
      });
    }
  }

  // These are async so that whatever they throw is a rejection.

  async commit(batch: Batch): Promise<CommitResult> {
    return this.tables.transaction(() => this.commitInTransaction(batch));
  }

  async readHistory(key: string): Promise<string | null> {
    return this.tables.read(() => this.historyEntry(key)?.value ?? null);
  }

  async historyKeys(index: string): Promise<readonly string[]> {
    return [...this.tables.values(this.rangeOf(indexKind(index)))];
  }

  async trimHistory(before: number, limit: number): Promise<number> {
    const { start } = this.rangeOf(BY_TIME);
    const end = timedKey(start, before, '').subarray(0, start.length + 8);
    return this.tables.transaction(() => {
      if (!this.isHeld(this.epoch)) return 0;
      const old = [...this.tables.values({ start, end, limit })];
      for (const key of old) this.removeHistory(key);
      return old.length;
    });
  }

  release(): Promise<void> {
    this.holds.release(this.scopeKey, this.epoch);
    return Promise.resolve();
  }

  private commitInTransaction({ epoch, sequence, operations }: Batch): CommitResult {
    if (!this.isHeld(epoch)) return { outcome: 'FENCED', holder: this.holds.describe(this.scopeKey) };
    const stored = readMeta(this.tables, this.scopeKey);
    if (sequence <= stored.sequence) return { outcome: 'DUP', survives: this.survives };
    if (sequence > stored.sequence + 1) return { outcome: 'GAP', storedSequence: stored.sequence };
    for (const operation of operations) this.carryOut(operation);
    writeMeta(this.tables, this.scopeKey, { epoch, sequence });
    return { outcome: 'OK', survives: this.survives };
  }

  /** Whether the scope is held here, and no other process has had it since. */
  private isHeld(epoch: number): boolean {
    return (
      this.holds.isHeldUnder(this.scopeKey, epoch) && readMeta(this.tables, this.scopeKey).epoch === epoch
    );
  }

  private async *slices(kind: string): AsyncIterable<readonly string[]> {
    let slice: string[] = [];
    for (const value of this.tables.values(this.rangeOf(kind))) {
      slice.push(value);
      if (slice.length < SLICE) continue;
      yield slice;
      slice = [];
      await nextTurn();
    }
    if (slice.length > 0) yield slice;
  }

  private rangeOf(kind: string): { readonly start: Buffer; readonly end: Buffer } {
    const start = keyPrefix(this.scopeKey, kind);
    return { start, end: prefixEnd(start) };
  }

  private carryOut(operation: Operation): void {
    const { records } = this.tables;
    switch (operation.op) {
      case 'put':
        records.putSync(this.liveKey(operation.type, operation.key), liveText(operation));
        break;
      case 'delete':
        records.removeSync(this.liveKey(operation.type, operation.key));
        break;
      case 'archive':
        this.removeHistory(operation.key);
        this.writeHistory(operation);
        break;
    }
  }

  private liveKey(type: LiveType, key: string): Buffer {
    return recordKey(keyPrefix(this.scopeKey, LIVE), `${type}\0${key}`);
  }

  private historyKey(key: string): Buffer {
    return recordKey(keyPrefix(this.scopeKey, HISTORY), key);
  }

  private historyEntry(key: string): HistoryEntry | null {
    const text = this.tables.records.get(this.historyKey(key));
    return text === undefined ? null : (JSON.parse(text) as HistoryEntry);
  }

  private writeHistory({ key, at, indexes, value }: HistoryEntry): void {
    const { records } = this.tables;
    records.putSync(this.historyKey(key), JSON.stringify({ key, at, indexes, value } satisfies HistoryEntry));
    for (const place of this.historyPlaces({ key, at, indexes })) records.putSync(place, key);
  }

  private removeHistory(key: string): void {
    const entry = this.historyEntry(key);
    if (entry === null) return;
    const { records } = this.tables;
    records.removeSync(this.historyKey(key));
    for (const place of this.historyPlaces(entry)) records.removeSync(place);
  }

  private historyPlaces({ key, at, indexes }: Omit<HistoryEntry, 'value'>): Buffer[] {
    return [BY_TIME, ...indexes.map(indexKind)].map((kind) =>
      timedKey(keyPrefix(this.scopeKey, kind), at, key),
    );
  }
}

/** `<expires at or nothing>:<type>:<length of the key>:<key><value>`: the value is not escaped, so nothing is parsed twice. */
function liveText({ type, key, value, expiresAt }: Extract<Operation, { readonly op: 'put' }>): string {
  return `${expiresAt ?? ''}:${type}:${key.length}:${key}${value}`;
}

function parseLive(text: string): { readonly record: StoredRecord; readonly expiresAt: number } {
  const [expires = '', type = '', length = ''] = text.split(':', 3);
  const keyAt = expires.length + type.length + length.length + 3;
  const keyEnd = keyAt + Number(length);
  return {
    record: { type: liveType(type), key: text.slice(keyAt, keyEnd), value: text.slice(keyEnd) },
    expiresAt: expires === '' ? Infinity : Number(expires),
  };
}

function liveType(text: string): LiveType {
  const type = liveTypeOf(text);
  if (type === null) throw new DamagedRecordError(text, '', 'its type is unknown');
  return type;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
