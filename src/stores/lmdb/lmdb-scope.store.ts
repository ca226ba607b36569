import type { Batch, CommitResult, Operation } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import { fillKey } from '../fill-key.js';
import { liveTypeOf } from '../live-type.js';
import type { LiveType } from '../live-type.js';
import { checksumOf, HEAD_LENGTH, isSummed } from '../record-sum.js';
import type { RecordTotal } from '../record-sum.js';
import type { ScopeHolds } from '../scope-holds.js';
import type { ScopeTotals } from '../scope-totals.js';
import type {
  NumberedFill,
  ScopeStore,
  StoredChecksum,
  StoredFill,
  StoredHistory,
  StoredRecord,
} from '../state-store.js';
import { DamagedRecordError } from '../store.errors.js';
import type { LmdbTables } from './lmdb-tables.js';
import {
  indexKind,
  keyPrefix,
  numberedKey,
  prefixEnd,
  recordKey,
  RecordPrefix,
  timedKey,
} from './record-bytes.js';
import { readMeta, readTotals, writeMeta, writeTotals } from './scope-meta.js';

interface HistoryEntry {
  readonly key: string;
  readonly at: number;
  readonly indexes: readonly string[];
  readonly value: string;
}

type Put = Extract<Operation, { readonly op: 'put' }>;

const SLICE = 1_000;
const COLON = 0x3a;
const LIVE = 'live';
const HISTORY = 'history';
const BY_TIME = 'time';
const FILL = 'fill';

/** One scope of the embedded store. A commit is one transaction and one flush to the disk. */
export class LmdbScopeStore implements ScopeStore {
  readonly survives = 'server';
  private readonly live: RecordPrefix;
  private readonly archived: RecordPrefix;

  constructor(
    private readonly tables: LmdbTables,
    private readonly holds: ScopeHolds,
    private readonly scopeKey: string,
    readonly epoch: number,
    readonly sequence: number,
    private readonly now: () => number,
  ) {
    this.live = new RecordPrefix(scopeKey, LIVE);
    this.archived = new RecordPrefix(scopeKey, HISTORY);
  }

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    for await (const values of this.slices(LIVE)) {
      const live = values.map(parseLive).filter(({ expiresAt }) => expiresAt > this.now());
      if (live.length > 0) yield live.map(({ record }) => record);
    }
  }

  async *history(): AsyncIterable<readonly StoredHistory[]> {
    for await (const values of this.slices(HISTORY)) {
      yield values.map((text) => {
        const { key, value } = parseHistory(text);
        return { key, value };
      });
    }
  }

  async *fillEntries(): AsyncIterable<readonly StoredFill[]> {
    for await (const values of this.slices(FILL)) yield values.map(parseFill);
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
      const totals = readTotals(this.tables, this.scopeKey);
      for (const key of old) this.removeHistory(key, totals);
      writeTotals(this.tables, this.scopeKey, totals);
      return old.length;
    });
  }

  async fills(leg: string, first: number, last: number): Promise<readonly NumberedFill[]> {
    return this.fillsOf(leg, first, last).map(({ number, value }) => ({ number, value }));
  }

  async sums(): Promise<ReadonlyMap<CacheKey, RecordTotal>> {
    return this.tables.read(() => readTotals(this.tables, this.scopeKey).snapshot());
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
    const totals = readTotals(this.tables, this.scopeKey);
    for (const operation of operations)
      if (operation.op === 'recount') totals.recount(operation.type, operation);
    for (const operation of operations) this.carryOut(operation, totals);
    writeTotals(this.tables, this.scopeKey, totals);
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

  private carryOut(operation: Operation, totals: ScopeTotals): void {
    switch (operation.op) {
      case 'put':
        this.writeLive(operation, operation, totals);
        break;
      case 'delete':
        this.writeLive(operation, null, totals);
        break;
      case 'archive':
        this.removeHistory(operation.key, totals);
        this.writeHistory(operation, totals);
        break;
      case 'append':
        this.writeFill(operation, totals);
        break;
      case 'drop':
        for (const { number } of this.fillsOf(operation.leg, operation.first, operation.last))
          this.writeFill({ leg: operation.leg, number, value: null }, totals);
        break;
      case 'recount':
        // It went before all others.
        break;
    }
  }

  private writeLive(
    { type, key }: { readonly type: LiveType; readonly key: string },
    put: Put | null,
    totals: ScopeTotals,
  ): void {
    const place = recordKey(this.live, `${type}\0${key}`);
    if (isSummed(type)) totals.change(type, this.headAt(place, type, key), put?.value ?? null);
    if (put === null) this.tables.records.removeSync(place);
    else this.tables.records.putSync(place, liveText(put));
  }

  /**
   * The head of the live record at a place, or null if there is none. The rest is not made a text of: each record that is written
   * is looked up before.
   */
  private headAt(place: Buffer, type: LiveType, key: string): string | null {
    const bytes = this.tables.records.getBinaryFast(place);
    if (bytes === undefined) return null;
    const before = liveStart('', type, key);
    const start = Buffer.byteLength(before, 'utf8');
    if (bytes[0] === COLON) return bytes.toString('latin1', start, start + HEAD_LENGTH);
    // It has a time at which it expires, which may be another one each time.
    return liveParts(this.tables.records.get(place) as string).value;
  }

  private writeFill(
    { leg, number, value }: { readonly leg: string; readonly number: number; readonly value: string | null },
    totals: ScopeTotals,
  ): void {
    const place = numberedKey(keyPrefix(this.scopeKey, FILL), leg, number);
    const before = this.write(place, value === null ? null : fillText({ leg, number, value }));
    totals.change(CacheKey.FILL, before === null ? null : parseFill(before).value, value);
  }

  /** Writes a record, or removes it. @returns what was there, or null. */
  private write(place: Buffer, text: string | null): string | null {
    const { records } = this.tables;
    const before = records.get(place) ?? null;
    if (text !== null) records.putSync(place, text);
    else if (before !== null) records.removeSync(place);
    return before;
  }

  private fillsOf(leg: string, first: number, last: number): StoredFill[] {
    const prefix = keyPrefix(this.scopeKey, FILL);
    const range = { start: numberedKey(prefix, leg, first), end: numberedKey(prefix, leg, last + 1) };
    return [...this.tables.values(range)].map(parseFill);
  }

  private historyKey(key: string): Buffer {
    return recordKey(this.archived, key);
  }

  private historyEntry(key: string): HistoryEntry | null {
    const text = this.tables.records.get(this.historyKey(key));
    return text === undefined ? null : parseHistory(text);
  }

  private writeHistory({ key, at, indexes, value }: HistoryEntry, totals: ScopeTotals): void {
    const { records } = this.tables;
    totals.change(CacheKey.HISTORY, null, value);
    records.putSync(this.historyKey(key), JSON.stringify({ key, at, indexes, value } satisfies HistoryEntry));
    for (const place of this.historyPlaces({ key, at, indexes })) records.putSync(place, key);
  }

  private removeHistory(key: string, totals: ScopeTotals): void {
    const entry = this.historyEntry(key);
    if (entry === null) return;
    totals.change(CacheKey.HISTORY, entry.value, null);
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
function liveText({ type, key, value, expiresAt }: Put): string {
  return liveStart(expiresAt ?? '', type, key) + value;
}

function liveStart(expires: number | '', type: LiveType, key: string): string {
  return `${expires}:${type}:${key.length}:${key}`;
}

function parseLive(text: string): { readonly record: StoredRecord; readonly expiresAt: number } {
  const { expires, type, key, value } = liveParts(text);
  return {
    // A part of a longer text would keep all of that in memory, for as long as the key is known.
    record: { type: liveType(type), key: Buffer.from(key).toString(), value },
    expiresAt: expires === '' ? Infinity : Number(expires),
  };
}

function liveParts(text: string): Readonly<Record<'expires' | 'type' | 'key' | 'value', string>> {
  const expiresEnd = text.indexOf(':');
  const typeEnd = text.indexOf(':', expiresEnd + 1);
  const lengthEnd = text.indexOf(':', typeEnd + 1);
  const keyAt = lengthEnd + 1;
  const keyEnd = keyAt + Number(text.slice(typeEnd + 1, lengthEnd));
  return {
    expires: text.slice(0, expiresEnd),
    type: text.slice(expiresEnd + 1, typeEnd),
    key: text.slice(keyAt, keyEnd),
    value: text.slice(keyEnd),
  };
}

/** `<number>:<length of the leg>:<leg><value>` */
function fillText({ leg, number, value }: StoredFill): string {
  return `${number}:${leg.length}:${leg}${value}`;
}

function parseFill(text: string): StoredFill {
  const [number = '', length = ''] = text.split(':', 2);
  const legAt = number.length + length.length + 2;
  const legEnd = legAt + Number(length);
  return { leg: text.slice(legAt, legEnd), number: Number(number), value: text.slice(legEnd) };
}

function parseHistory(text: string): HistoryEntry {
  try {
    return JSON.parse(text) as HistoryEntry;
  } catch (cause) {
    throw new DamagedRecordError(CacheKey.HISTORY, '', 'it is not JSON', { cause });
  }
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
