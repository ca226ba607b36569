import type { Operation } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import type { LiveType } from '../live-type.js';
import { checksumOf, isSummed, plainChecksumIn } from '../record-sum.js';
import type { ScopeTotals } from '../scope-totals.js';
import type { LmdbTables } from './lmdb-tables.js';
import { PlannedWrites } from './planned-writes.js';
import type { Place } from './planned-writes.js';
import { fillText, liveParts, liveStart, liveText, parseFill, parseHistory } from './record-texts.js';
import type { HistoryEntry, Put } from './record-texts.js';
import { heldKey, metaWrite, totalsWrite } from './scope-meta.js';
import type { KnownTotals } from './scope-meta.js';
import type { ScopePlaces } from './scope-places.js';

const COLON = 0x3a;

/** What a transaction does to a scope: found out from what is stored, then written in one go. */
export class ScopePlan {
  private readonly writes: PlannedWrites;
  private readonly totals: ScopeTotals;
  /** Entries of the fill history that are not stored yet. */
  private readonly appended: { readonly leg: string; readonly number: number }[] = [];

  constructor(
    private readonly tables: LmdbTables,
    private readonly places: ScopePlaces,
    private readonly known: KnownTotals,
    private readonly scopeKey: string,
  ) {
    this.writes = new PlannedWrites(tables);
    this.totals = known.take();
  }

  carryOut(operations: readonly Operation[]): void {
    for (const operation of operations)
      if (operation.op === 'recount') this.totals.recount(operation.type, operation);
    for (const operation of operations) this.add(operation);
  }

  removeHistory(key: string): void {
    const place = this.places.history(key);
    const text = this.writes.read(place);
    if (text === null) return;
    const { at, indexes, value } = parseHistory(text);
    this.totals.change(CacheKey.HISTORY, value, null);
    this.writes.remove(place);
    for (const index of this.places.historyIndexes(key, at, indexes)) this.writes.remove(index);
  }

  /** Writes it, unless the scope is not held under this epoch any more. @returns whether it is. */
  async write(epoch: number, sequence: number | null = null): Promise<boolean> {
    const { scopeKey, tables, totals, writes } = this;
    const total = totalsWrite(scopeKey, totals);
    const meta = sequence === null ? [total] : [total, metaWrite(scopeKey, { epoch, sequence })];
    const isHeld = await tables.write(heldKey(scopeKey, epoch), meta, writes.all());
    if (isHeld) this.known.stored(total, totals);
    return isHeld;
  }

  private add(operation: Operation): void {
    switch (operation.op) {
      case 'put':
        this.writeLive(operation, operation);
        break;
      case 'delete':
        this.writeLive(operation, null);
        break;
      case 'archive':
        this.removeHistory(operation.key);
        this.writeHistory(operation);
        break;
      case 'append':
        this.writeFill(operation.leg, operation.number, operation.value);
        this.appended.push(operation);
        break;
      case 'drop':
        this.dropFills(operation);
        break;
      case 'recount':
        // It went before all others.
        break;
    }
  }

  private writeLive({ type, key }: { readonly type: LiveType; readonly key: string }, put: Put | null): void {
    const place = this.places.live(type, key);
    if (isSummed(type)) this.totals.changeSum(type, this.checksumAt(place, type, key), put?.value ?? null);
    if (put === null) this.writes.remove(place);
    else this.writes.put(place, liveText(put));
  }

  /**
   * The checksum of the live record at a place, or null if there is none. No text is made of the record: each that is written is looked up
   * before.
   */
  private checksumAt(place: Place, type: LiveType, key: string): number | null {
    const planned = this.writes.plannedFor(place);
    if (planned !== undefined) return planned === null ? null : checksumOf(liveParts(planned).value);
    const bytes = this.tables.records.getBinaryFast(place.bytes);
    if (bytes === undefined) return null;
    const plain =
      bytes[0] === COLON
        ? plainChecksumIn(bytes, liveStart('', type, key).length + moreBytesIn(place))
        : null;
    // It was written with a codec, or has a time at which it expires, which may be another one each time.
    return plain ?? checksumOf(liveParts(this.tables.records.get(place.bytes) as string).value);
  }

  private writeFill(leg: string, number: number, value: string | null): void {
    const place = this.places.fill(leg, number);
    const before = this.writes.read(place);
    this.totals.change(CacheKey.FILL, before === null ? null : parseFill(before).value, value);
    if (value !== null) this.writes.put(place, fillText({ leg, number, value }));
    else if (before !== null) this.writes.remove(place);
  }

  private dropFills({ leg, first, last }: Extract<Operation, { readonly op: 'drop' }>): void {
    const stored = [...this.tables.values(this.places.fills(leg, first, last))].map(parseFill);
    const planned = this.appended.filter(
      (fill) => fill.leg === leg && fill.number >= first && fill.number <= last,
    );
    for (const { number } of [...stored, ...planned]) this.writeFill(leg, number, null);
  }

  private writeHistory({ key, at, indexes, value }: HistoryEntry): void {
    this.totals.change(CacheKey.HISTORY, null, value);
    const text = JSON.stringify({ key, at, indexes, value } satisfies HistoryEntry);
    this.writes.put(this.places.history(key), text);
    for (const index of this.places.historyIndexes(key, at, indexes)) this.writes.put(index, key);
  }
}

/** By how much a key has more bytes than characters. */
function moreBytesIn({ name, bytes }: Place): number {
  return bytes.length === name.length ? 0 : Buffer.byteLength(name) - name.length;
}
