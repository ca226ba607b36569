import type { Changes } from '../state/changes.js';
import { DueQueue } from '../state/due-queue.js';
import { removalOf } from '../state/entry.js';
import type { Entry } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import { canBeOne } from './merge-twin.js';
import { isTerminalStatus } from './order.js';
import { OrderEntry } from './order-entry.js';
import { OrderIndex } from './order-index.js';
import { idsOfKey, orderKey } from './order-key.js';
import type { OrderRecord } from './order-record.js';

/** An order as it left memory. */
export interface RetiredOrder {
  readonly order: OrderRecord;
  /** When it left, on the cache's own clock (ms). */
  readonly at: number;
}

/**
 * The orders of a scope with all their indexes. An order is live until it is retired to history; then its tombstone
 * stays for a while, so that an update which comes after all is merged as a late one.
 */
export class OrderTable {
  readonly index = new OrderIndex();
  private readonly expiring = new DueQueue<OrderEntry>();
  private readonly burying = new DueQueue<OrderEntry>();
  private live = 0;
  private tombstones = 0;

  constructor(
    private readonly changes: Changes,
    private readonly now: () => number,
  ) {}

  /** Live orders, those on their way out included. */
  get size(): number {
    return this.live;
  }

  get tombstoneCount(): number {
    return this.tombstones;
  }

  /**
   * The order that an update with these ids is about: by id; by client id only if one of the two sides knows no exchange
   * id, because exchanges let a client id be used again.
   */
  find(exchange: string, symbol: string, id: string | null, clientOrderId: string | null): OrderEntry | null {
    if (id !== null) {
      const known = this.index.at(exchange, symbol, id);
      if (known !== null || clientOrderId === null) return known;
      const waiting = this.index.atClientId(exchange, symbol, clientOrderId);
      return waiting !== null && waiting.record.id === null ? waiting : null;
    }
    return clientOrderId === null ? null : this.index.atClientId(exchange, symbol, clientOrderId);
  }

  /** The order that has a key, a retired one too. */
  withKey(key: string): OrderEntry | null {
    const { exchange, symbol, id, clientOrderId } = idsOfKey(key);
    const found =
      id === null
        ? this.index.withClientId(clientOrderId as string, { exchange, symbol })
        : [this.index.at(exchange, symbol, id)];
    return found.find((entry) => entry?.key === key) ?? null;
  }

  clear(): void {
    this.index.clear();
    this.expiring.clear();
    this.burying.clear();
    this.live = 0;
    this.tombstones = 0;
  }

  /** Adds an order without marking it, as at load. */
  place(key: string, record: OrderRecord): OrderEntry {
    const entry = new OrderEntry(key, record, this.now());
    this.live++;
    this.index.add(entry);
    this.watchExpiry(entry);
    return entry;
  }

  /** Adds a tombstone without marking it, as at load. */
  placeTombstone(key: string, { order, at }: RetiredOrder): OrderEntry {
    const entry = new OrderEntry(key, order, at);
    entry.stage = 'retired';
    entry.retiredAt = at;
    entry.hasTombstone = true;
    this.tombstones++;
    this.index.add(entry);
    this.burying.push(entry, at);
    return entry;
  }

  /** How long the cache has not changed an order (ms). */
  unchangedFor(entry: OrderEntry): number {
    return this.now() - entry.changedAt;
  }

  insert(record: OrderRecord): OrderEntry {
    const entry = this.place(orderKey(record), record);
    this.changes.mark(entry);
    this.changes.turn.note(record.symbol, entry);
    return entry;
  }

  /** Replaces the record of an order; one that is retired, or about to be, comes back to life. */
  update(entry: OrderEntry, record: OrderRecord): void {
    const before = entry.record;
    entry.update(record, this.now());
    this.index.moved(entry, before);
    if (entry.stage === 'live') this.changes.mark(entry);
    else this.revive(entry);
    this.changes.turn.note(record.symbol, entry);
    if (record.clientOrderId !== before.clientOrderId) this.absorbTwins(entry);
    this.watchExpiry(entry);
  }

  /**
   * Starts to retire up to `limit` terminal orders that did not change since `changedBefore` (ms). Each leaves memory when
   * its history entry is committed (see `committed`). An order whose last change is not committed yet waits.
   */
  retire(changedBefore: number, limit: number): number {
    let retired = 0;
    while (retired < limit) {
      const entry = this.expiring.due(changedBefore);
      if (entry === null || entry.dirty) break;
      this.expiring.shift();
      if (entry.stage !== 'live' || entry.removed || entry.changedAt > changedBefore) continue;
      if (!isTerminalStatus(entry.record.status)) continue;
      entry.stage = 'retiring';
      entry.retiredAt = this.now();
      entry.hasTombstone = true;
      this.changes.mark(entry);
      retired++;
    }
    return retired;
  }

  /** Called when the store has an entry's latest state: a retiring order leaves the queries. */
  committed(entry: OrderEntry): void {
    if (entry.dirty) return;
    if (entry.stage === 'live') entry.hasTombstone = false;
    if (entry.stage !== 'retiring') return;
    entry.stage = 'retired';
    this.live--;
    this.tombstones++;
    this.index.hide(entry);
    this.burying.push(entry, this.now());
  }

  /** Retired orders since `retiredBefore` (ms), forgotten one by one as they are taken. */
  *bury(retiredBefore: number): IterableIterator<OrderEntry> {
    for (
      let entry = this.burying.due(retiredBefore);
      entry !== null;
      entry = this.burying.due(retiredBefore)
    ) {
      this.burying.shift();
      // One that came back and was retired again stands in the queue twice.
      if (entry.stage !== 'retired' || entry.retiredAt > retiredBefore) continue;
      entry.stage = 'buried';
      this.tombstones--;
      this.index.forget(entry);
      yield entry;
    }
  }

  /** Marks everything, for a store that has lost some of it: what is live, and what is left of what is not. */
  markAll(): void {
    for (const entry of this.index.entries()) {
      this.changes.mark(entry);
    }
  }

  /** The removal of a tombstone, to be marked by whoever knows what goes with it. */
  static tombstoneRemoval(entry: OrderEntry): Entry {
    return removalOf(CacheKey.TOMBSTONE, entry.key);
  }

  /** The record with fills that was made for an order by its client id alone, if it can be of that order. */
  twinOf(record: OrderRecord): OrderEntry | null {
    const { clientOrderId, exchange, symbol } = record;
    if (clientOrderId === null || record.id === null) return null;
    const twins = this.index.withClientId(clientOrderId, { exchange, symbol });
    return twins.find((each) => isFilledTwin(each) && canBeOne(record, each.record)) ?? null;
  }

  /** Notes at load that a record which is known by its client id only may be another's twin: both had become known before a restart. */
  noteTwin(entry: OrderEntry): void {
    const { clientOrderId, exchange, symbol } = entry.record;
    if (clientOrderId === null || !isFilledTwin(entry)) return;
    for (const each of this.index.withClientId(clientOrderId, { exchange, symbol }))
      if (each.record.id !== null) each.hasTwin = true;
  }

  /**
   * Takes out the record of an order's twin, what it knew being in the order's by now.
   *
   * @returns its removal, to be committed with what its position counted of it. A change of it that waits is a removal too from now on.
   */
  absorb(entry: OrderEntry, twin: OrderEntry): Entry {
    this.takeOut(entry, twin);
    entry.hasTwin = false;
    return removalOf(CacheKey.ORDER, twin.key);
  }

  /**
   * Removes the unfilled records that were made for an order by client id alone, now that the order is known to have that
   * client id: its id was heard first without it.
   */
  private absorbTwins(entry: OrderEntry): void {
    const { clientOrderId, exchange, symbol } = entry.record;
    if (clientOrderId === null) return;
    for (const twin of this.index.withClientId(clientOrderId, { exchange, symbol })) {
      if (isFilledTwin(twin)) entry.hasTwin = true;
      if (twin === entry || twin.record.id !== null || twin.record.filled !== '0' || twin.stage !== 'live')
        continue;
      this.takeOut(entry, twin);
      this.changes.mark(twin);
    }
  }

  private takeOut(entry: OrderEntry, twin: OrderEntry): void {
    this.index.hide(twin);
    this.index.forget(twin);
    this.inheritKey(entry, twin.record.idempotencyKey);
    this.live--;
    twin.removed = true;
  }

  private inheritKey(entry: OrderEntry, idempotencyKey: string | null): void {
    if (idempotencyKey === null || entry.record.idempotencyKey !== null) return;
    const before = entry.record;
    entry.update({ ...before, idempotencyKey }, entry.changedAt);
    this.index.moved(entry, before);
  }

  private revive(entry: OrderEntry): void {
    if (entry.stage === 'retired') {
      this.live++;
      this.tombstones--;
      this.index.show(entry);
    }
    // Its history entry stays: memory is asked first, and the next retirement writes it again.
    entry.stage = 'live';
    this.changes.mark(entry);
  }

  private watchExpiry(entry: OrderEntry): void {
    if (isTerminalStatus(entry.record.status)) this.expiring.push(entry, entry.changedAt);
  }
}

/** A record with fills that is known by its client id only, and is not on its way out of memory. */
function isFilledTwin({ record, stage }: OrderEntry): boolean {
  return record.id === null && record.filled !== '0' && stage === 'live';
}
