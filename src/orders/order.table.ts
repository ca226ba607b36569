import { NO_EXECUTIONS } from '../ledger/executions.js';
import type { ExecutionRun } from '../ledger/executions.js';
import type { Changes } from '../state/changes.js';
import { DueQueue } from '../state/due-queue.js';
import { removalOf, TableEntry } from '../state/entry.js';
import type { Entry } from '../state/entry.js';
import { NO_LIMITS } from '../state/limits.js';
import type { Limits } from '../state/limits.js';
import { CacheKey } from '../stores/cache-key.js';
import { isTerminalStatus } from './order.js';
import { OrderEntry } from './order-entry.js';
import { OrderIndex } from './order-index.js';
import { namesOfKey, orderKey } from './order-key.js';
import type { Market, Markets } from './order-market.js';
import { isShown } from './order-record.js';
import type { OrderRecord } from './order-record.js';
import { plainForm } from './plain-form.js';
import { PlainOrder } from './plain-order.js';
import type { OrderWatch } from './order-watch.js';

/** An order as it left memory. */
export interface RetiredOrder {
  readonly order: OrderRecord;
  /** When it left, on the cache's own clock (ms). */
  readonly at: number;
}

/** A run of executions in the store: whose it is, and the how many-th. */
export function runKey(orderKey: string, index: number): string {
  return `${orderKey}\u001e${index}`;
}

/**
 * The orders of a scope with all their indexes. An order is live until it is retired to history; then its tombstone
 * stays for a while, so that a message which comes after all is joined as a late one.
 */
export class OrderTable {
  readonly index = new OrderIndex();
  /** Is told of changes; null while nobody asks. */
  watch: OrderWatch | null = null;
  private readonly expiring = new DueQueue<OrderEntry>();
  private readonly purging = new DueQueue<OrderEntry>();
  private live = 0;
  private tombstones = 0;

  constructor(
    private readonly changes: Changes,
    private readonly now: () => number,
    private readonly limits: Limits = NO_LIMITS,
  ) {}

  /** The markets of its orders. */
  get markets(): Markets {
    return this.index.markets;
  }

  /** Live orders, those on their way out included. */
  get size(): number {
    return this.live;
  }

  get tombstoneCount(): number {
    return this.tombstones;
  }

  /** All orders that are in memory, whether live or remembered. */
  get held(): number {
    return this.live + this.tombstones;
  }

  /** @param count how many orders are to begin. @throws {LimitReachedError} if the scope holds as many as it may. */
  admit(count = 1): void {
    this.limits.admit('orders', count);
  }

  /** @throws {LimitReachedError} if the scope holds as many idempotency keys as it may. */
  admitIdempotencyKey(): void {
    this.limits.admit('idempotencyKeys');
  }

  /** The orders that a message with these names is about: the first is the one that stays, the others turn out to be the same. */
  resolve(names: {
    readonly exchange: string;
    readonly symbol: string;
    readonly id?: string | null;
    readonly clientOrderId?: string | null;
    readonly formerId?: string | null;
  }): readonly OrderEntry[] {
    const { exchange, symbol } = names;
    const id = names.id ?? null;
    const clientOrderId = names.clientOrderId ?? null;
    const formerId = names.formerId ?? null;
    if (id === null) {
      const known = clientOrderId === null ? null : this.index.atClientId(exchange, symbol, clientOrderId);
      return known === null ? NONE : [known];
    }
    const known = this.index.at(exchange, symbol, id);
    const former = formerId === null ? null : this.index.at(exchange, symbol, formerId);
    const waiting =
      clientOrderId === null || (known !== null && isCalled(known.record, clientOrderId))
        ? null
        : this.index.withoutId(exchange, symbol, clientOrderId);
    if (former === null && (known === null || waiting === null)) {
      const only = known ?? waiting;
      return only === null ? NONE : [only];
    }
    return [...new Set([known, former, waiting])].filter((entry) => entry !== null);
  }

  /** The order that these names mean. */
  find(exchange: string, symbol: string, id: string | null, clientOrderId: string | null): OrderEntry | null {
    return this.resolve({ exchange, symbol, id, clientOrderId })[0] ?? null;
  }

  /** The order that has a key, a retired one too. */
  withKey(key: string): OrderEntry | null {
    const { exchange, symbol, id, clientOrderId } = namesOfKey(key);
    const found =
      id === null
        ? this.index.withClientId(clientOrderId as string, { exchange, symbol })
        : this.index.withId(id, { exchange, symbol });
    return found.find((entry) => entry.key === key) ?? null;
  }

  clear(): void {
    this.index.clear();
    this.expiring.clear();
    this.purging.clear();
    this.live = 0;
    this.tombstones = 0;
  }

  /** Adds an order without marking it, as at load. */
  place(key: string, record: OrderRecord): OrderEntry {
    const market = this.markets.at(record.exchange, record.symbol);
    return this.placeIn(market, nameIn(market, key, record.id), record);
  }

  private placeIn(market: Market, name: string, record: OrderRecord): OrderEntry {
    const entry = new OrderEntry(market, name, this.shortOf(record), this.now());
    this.live++;
    this.index.add(entry);
    this.watchExpiry(entry);
    return entry;
  }

  /**
   * Adds an order that goes to rest, as at load: its record is not known, but that it has ended and is shown.
   *
   * @returns null if it is there already.
   */
  placeAtRest(market: Market, id: string, clientOrderId: string | null): OrderEntry | null {
    const entry = OrderEntry.resting(market, id, this.now());
    if (!this.index.addAtRest(entry, id, clientOrderId)) return null;
    this.live++;
    this.expiring.push(entry, entry.changedAt);
    return entry;
  }

  /** Adds a tombstone without marking it, as at load. */
  placeTombstone(key: string, { order, at }: RetiredOrder): OrderEntry {
    const market = this.markets.at(order.exchange, order.symbol);
    const entry = new OrderEntry(market, nameIn(market, key, order.id), order, at);
    entry.stage = 'retired';
    entry.retiredAt = at;
    entry.hasTombstone = true;
    this.tombstones++;
    this.index.add(entry);
    this.purging.push(entry, at);
    return entry;
  }

  /** How long the cache has not changed an order (ms). */
  unchangedFor(entry: OrderEntry): number {
    return this.now() - entry.changedAt;
  }

  insert(record: OrderRecord): OrderEntry {
    const { exchange, symbol, id } = record;
    const market = record instanceof PlainOrder ? record.market : this.markets.at(exchange, symbol);
    const entry = this.placeIn(market, id ?? this.newName(market, record), record);
    if (record instanceof PlainOrder) this.markAlone(entry);
    else this.mark(entry, NO_EXECUTIONS.runs);
    this.watch?.orderChanged(entry);
    return entry;
  }

  /**
   * Replaces the record of an order. One that is retired, or about to be, comes back to life where callers can see that anything changed.
   */
  update(entry: OrderEntry, record: OrderRecord, isSeen = true): void {
    const before = entry.record;
    entry.update(this.shortOf(record), this.now());
    if (entry.stage !== 'live' && isSeen) this.revive(entry);
    this.index.moved(entry, before);
    // A plain order has no sealed runs.
    if (before instanceof PlainOrder && record instanceof PlainOrder) this.markAlone(entry);
    else this.mark(entry, before.evidence.executions.runs);
    if (entry.stage === 'live') this.watchExpiry(entry);
    if (isSeen) this.watch?.orderChanged(entry);
  }

  /** Notes what was settled of an order: its facts stay, and so does the time of its last change. */
  settled(entry: OrderEntry, record: OrderRecord): void {
    entry.update(record, entry.changedAt);
  }

  /** Takes out the record of an order that turned out to be another's, and commits both changes together. */
  absorb(entry: OrderEntry, other: OrderEntry): void {
    this.index.hide(other);
    this.index.forget(other);
    if (other.stage === 'retired') this.tombstones--;
    else this.live--;
    other.stage = 'purged';
    other.removed = true;
    // Its own entries, not others of their keys: a change of them that still waits must not go ahead alone.
    const removals: Entry[] = [other];
    if (other.hasTombstone) removals.push(removalOf(CacheKey.TOMBSTONE, other.key));
    for (const run of other.runs ?? []) {
      run.removed = true;
      removals.push(run);
    }
    this.changes.markTogether([entry, ...removals]);
    this.watch?.orderMerged(entry, other);
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
      // What only trades told of is hidden, and never ends by itself.
      if (!isTerminalStatus(entry.record.status) && isShown(entry.record)) continue;
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
    this.purging.push(entry, this.now());
  }

  /**
   * Forgets up to `limit` tombstones of orders that were retired before a time (ms).
   *
   * @param letGo whether nothing needs an order any more: one that something needs stays a while. It is noted before it is forgotten.
   * @returns how many were forgotten.
   */
  purge(retiredBefore: number, limit: number, letGo: (entry: OrderEntry) => boolean): number {
    let purged = 0;
    const waiting: OrderEntry[] = [];
    while (purged < limit) {
      const entry = this.purging.due(retiredBefore);
      if (entry === null) break;
      this.purging.shift();
      // One that came back and was retired again stands in the queue twice.
      if (entry.stage !== 'retired' || entry.retiredAt > retiredBefore) continue;
      if (entry.dirty || !letGo(entry)) {
        waiting.push(entry);
        continue;
      }
      entry.stage = 'purged';
      this.tombstones--;
      this.index.forget(entry);
      const runs = (entry.runs ?? []).map(({ key }) => removalOf(CacheKey.EXECUTIONS, key));
      this.changes.markTogether([removalOf(CacheKey.TOMBSTONE, entry.key), ...runs]);
      purged++;
    }
    // Not before: one that is due at once would be looked at for ever.
    for (const entry of waiting) this.purging.push(entry, this.now());
    return purged;
  }

  /** Marks all orders and tombstones as changed, so that a store that lost data is rewritten. */
  markAll(): void {
    for (const entry of this.index.entries()) this.changes.markTogether([entry, ...(entry.runs ?? [])]);
  }

  /** Gives an order the records of its runs, as at load. */
  placeRuns(entry: OrderEntry): void {
    const { runs } = entry.record.evidence.executions;
    if (runs.length > 0)
      entry.runs = runs.map((run, at) => new TableEntry(CacheKey.EXECUTIONS, runKey(entry.key, at), run));
  }

  /** Whether there is a run of executions of this key. */
  hasRun(key: string): boolean {
    const entry = this.withKey(key.slice(0, key.lastIndexOf('\u001e')));
    return entry?.runs?.some((run) => run.key === key) ?? false;
  }

  private shortOf(record: OrderRecord): OrderRecord {
    return plainForm(record, this.markets);
  }

  /** What an order is called of which no id is known: by its client id, and by when it was first heard of. */
  private newName(market: Market, record: OrderRecord): string {
    for (let birth = Math.floor(this.now()); ; birth++) {
      const key = orderKey(record, String(birth).padStart(15, '0'));
      if (this.withKey(key) === null) return nameIn(market, key, null);
    }
  }

  private markAlone(entry: OrderEntry): void {
    this.changes.turn.note(entry.market.symbol, entry);
    this.changes.mark(entry);
  }

  /** Marks an order and those of its runs that changed. */
  private mark(entry: OrderEntry, runsBefore: readonly ExecutionRun[]): void {
    const { runs } = entry.record.evidence.executions;
    if (runs === runsBefore) return this.markAlone(entry);
    this.changes.turn.note(entry.market.symbol, entry);
    const records = entry.runs ?? [];
    entry.runs = records;
    const changed: Entry[] = [entry];
    for (const [at, run] of runs.entries()) {
      const known = (records[at] ??= new TableEntry(CacheKey.EXECUTIONS, runKey(entry.key, at), run));
      if (known.record === run && runsBefore[at] === run) continue;
      known.record = run;
      changed.push(known);
    }
    this.changes.markTogether(changed);
  }

  private revive(entry: OrderEntry): void {
    if (entry.stage === 'retired') {
      this.live++;
      this.tombstones--;
      entry.stage = 'live';
      if (isShown(entry.record)) this.index.show(entry);
    }
    // Its history entry stays: memory is asked first, and the next retirement writes it again.
    entry.stage = 'live';
  }

  private watchExpiry(entry: OrderEntry): void {
    if (isTerminalStatus(entry.record.status) || !entry.isShown) this.expiring.push(entry, entry.changedAt);
  }
}

/** What a key calls an order, in its market. */
function nameIn({ place }: Market, key: string, id: string | null): string {
  const isId = id !== null && key.length === place.length + id.length && key.endsWith(id);
  return isId ? id : key.slice(place.length);
}

const NONE: readonly OrderEntry[] = Object.freeze([]);

/** Whether an order has a client id: another that has it too, and no exchange id, is a request of its own. */
function isCalled({ clientOrderId, formerClientIds }: OrderRecord, name: string): boolean {
  return clientOrderId === name || formerClientIds.includes(name);
}
