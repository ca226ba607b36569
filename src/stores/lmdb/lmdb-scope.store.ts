import type { Database, RootDatabase } from 'lmdb';
import type { Batch, CommitResult, Operation } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import type { ScopeStore, StoredRecord } from '../state-store.js';
import { DamagedRecordError, StoreUnavailableError } from '../store.errors.js';
import { indexKind, keyPrefix, prefixEnd, recordKey, timedKey } from './record-bytes.js';

/** What is kept of a scope beside its records. */
export interface ScopeMeta {
  readonly epoch: number;
  readonly sequence: number;
}

/** The databases inside the folder. Values are text, keys bytes. */
export interface LmdbTables {
  readonly root: RootDatabase<string, string>;
  readonly meta: Database<string, string>;
  readonly records: Database<string, Buffer>;
}

type LiveKey = Exclude<CacheKey, CacheKey.HISTORY>;

interface HistoryEntry {
  readonly key: string;
  readonly at: number;
  readonly indexes: readonly string[];
  readonly value: string;
}

const CACHE_KEYS: ReadonlyMap<string, CacheKey> = new Map(Object.values(CacheKey).map((key) => [key, key]));

const SLICE = 1_000;
const LIVE = 'live';
const HISTORY = 'history';
const BY_TIME = 'time';

/** One scope of the embedded store. A commit is one transaction and one flush to the disk. */
export class LmdbScopeStore implements ScopeStore {
  private released = false;

  constructor(
    private readonly tables: LmdbTables,
    private readonly scopeKey: string,
    readonly epoch: number,
    readonly sequence: number,
    private readonly holder: string,
    private readonly now: () => number,
    private readonly onRelease: () => void,
  ) {}

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    const prefix = keyPrefix(this.scopeKey, LIVE);
    let slice: StoredRecord[] = [];
    for (const { value } of this.tables.records.getRange({ start: prefix, end: prefixEnd(prefix) })) {
      const { record, expiresAt } = parseLive(value);
      if (expiresAt > this.now()) slice.push(record);
      if (slice.length < SLICE) continue;
      yield slice;
      slice = [];
      await nextTurn();
    }
    if (slice.length > 0) yield slice;
  }

  commit(batch: Batch): Promise<CommitResult> {
    try {
      return Promise.resolve(this.tables.root.transactionSync(() => this.commitInTransaction(batch)));
    } catch (cause) {
      return Promise.reject(new StoreUnavailableError((cause as Error).message, { cause }));
    }
  }

  readHistory(key: string): Promise<string | null> {
    return Promise.resolve(this.historyEntry(key)?.value ?? null);
  }

  historyKeys(index: string): Promise<readonly string[]> {
    const prefix = keyPrefix(this.scopeKey, indexKind(index));
    return Promise.resolve(
      Array.from(
        this.tables.records.getRange({ start: prefix, end: prefixEnd(prefix) }),
        ({ value }) => value,
      ),
    );
  }

  trimHistory(before: number, limit: number): Promise<number> {
    const start = keyPrefix(this.scopeKey, BY_TIME);
    const end = timedKey(start, before, '').subarray(0, start.length + 8);
    return Promise.resolve(
      this.tables.root.transactionSync(() => {
        const old = Array.from(this.tables.records.getRange({ start, end, limit }), ({ value }) => value);
        for (const key of old) this.removeHistory(key);
        return old.length;
      }),
    );
  }

  release(): Promise<void> {
    if (!this.released) {
      this.released = true;
      this.onRelease();
    }
    return Promise.resolve();
  }

  private commitInTransaction({ epoch, sequence, operations }: Batch): CommitResult {
    const stored = readMeta(this.tables, this.scopeKey);
    if (this.released || stored.epoch !== epoch) return { outcome: 'FENCED', holder: this.holder };
    if (sequence <= stored.sequence) return { outcome: 'DUP', survives: 'server' };
    if (sequence > stored.sequence + 1) return { outcome: 'GAP', storedSequence: stored.sequence };
    for (const operation of operations) this.carryOut(operation);
    writeMeta(this.tables, this.scopeKey, { epoch, sequence });
    return { outcome: 'OK', survives: 'server' };
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

  private liveKey(type: LiveKey, key: string): Buffer {
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

export function readMeta({ meta }: LmdbTables, scopeKey: string): ScopeMeta {
  const text = meta.get(`scope ${scopeKey}`);
  return text === undefined ? { epoch: 0, sequence: 0 } : (JSON.parse(text) as ScopeMeta);
}

export function writeMeta({ meta }: LmdbTables, scopeKey: string, { epoch, sequence }: ScopeMeta): void {
  meta.putSync(`scope ${scopeKey}`, JSON.stringify({ epoch, sequence }));
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

function liveType(text: string): LiveKey {
  const type = CACHE_KEYS.get(text);
  if (type === undefined || type === CacheKey.HISTORY)
    throw new DamagedRecordError(text, '', 'its type is unknown');
  return type;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
