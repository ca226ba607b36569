import { IdMap } from '../state/id-map.js';
import { isOpenStatus } from './order.js';
import type { OrderEntry } from './order-entry.js';
import { Markets } from './order-market.js';
import type { Market } from './order-market.js';
import { hasCancelIntent, isShown } from './order-record.js';
import type { OrderRecord } from './order-record.js';
import { PlainOrder } from './plain-order.js';
import type { OpenOrderFilter, OrderFilter, OrderLocator } from './order-filter.js';
import { matchesFilter } from './order-filter.js';

/**
 * All secondary indexes of the order table, in one place: derived from the records, rebuilt at load, never stored.
 * An id is unique per exchange and symbol only, so each id leads to one order or, rarely, to several.
 */
export class OrderIndex {
  private readonly byId = new IdMap<OrderEntry | OrderEntry[]>();
  private readonly byClientId = new IdMap<OrderEntry | OrderEntry[]>();
  /** Names that led to several orders. */
  private readonly severalIds = new Set<string>();
  private readonly severalClientIds = new Set<string>();
  private readonly byIdempotencyKey = new IdMap<OrderEntry>();
  /** The markets of all orders. */
  readonly markets = new Markets();
  private openOrders = 0;
  /** Open orders that the caller means to cancel. */
  private readonly canceling = new Set<OrderEntry>();

  get openCount(): number {
    return this.openOrders;
  }

  get cancelingCount(): number {
    return this.canceling.size;
  }

  /** Makes an order known by its ids, and to every query unless it is retired. */
  add(entry: OrderEntry): void {
    const { record } = entry;
    const { id, clientOrderId, formerIds, formerClientIds } = record;
    if (id !== null) addTo(this.byId, id, entry, this.severalIds);
    if (clientOrderId !== null) addTo(this.byClientId, clientOrderId, entry, this.severalClientIds);
    // Going through an empty list makes objects too, and nearly every order has no other names.
    if (!hasNoOthers(record)) {
      for (const former of formerIds) if (former !== id) addTo(this.byId, former, entry, this.severalIds);
      for (const former of formerClientIds) addTo(this.byClientId, former, entry, this.severalClientIds);
      for (const key of record.caller.idempotencyKeys) this.byIdempotencyKey.set(key, entry);
    }
    if (entry.stage !== 'retired' && (record instanceof PlainOrder || isShown(record))) this.show(entry);
  }

  /**
   * `add` of an order at rest, which is not read: it has ended, queries show it, and no other names lead to it.
   *
   * @returns false if one of its key is there: nothing is added.
   */
  addAtRest(entry: OrderEntry, id: string, clientOrderId: string | null): boolean {
    const known = this.byId.get(id);
    if (known === undefined) this.byId.set(id, entry);
    else {
      const { key } = entry;
      if (Array.isArray(known) ? known.some((each) => each.key === key) : known.key === key) return false;
      addTo(this.byId, id, entry, this.severalIds);
    }
    if (clientOrderId !== null) addTo(this.byClientId, clientOrderId, entry, this.severalClientIds);
    entry.isShown = true;
    this.list(entry, false);
    return true;
  }

  /** Puts orders of one name into the order of their time: a store gives them in none. */
  sortByTime(): void {
    for (const [index, names] of [
      [this.byId, this.severalIds],
      [this.byClientId, this.severalClientIds],
    ] as const) {
      for (const name of names) {
        const known = index.get(name);
        if (Array.isArray(known))
          known.sort((left, right) => (left.read().reportedAt ?? 0) - (right.read().reportedAt ?? 0));
      }
    }
  }

  /** Puts an order into the queries by exchange and symbol. */
  show(entry: OrderEntry): void {
    if (entry.isShown) return;
    entry.isShown = true;
    this.list(entry, isOpenStatus(entry.record.status));
    if (hasCancelIntent(entry.record)) this.canceling.add(entry);
  }

  /** Takes an order out of the queries; its ids still lead to it. */
  hide(entry: OrderEntry): void {
    if (!entry.isShown) return;
    entry.isShown = false;
    this.unlist(entry);
    if (hasCancelIntent(entry.record)) this.canceling.delete(entry);
  }

  /** Forgets the names of an order that is hidden. */
  forget(entry: OrderEntry): void {
    for (const id of idsOf(entry.record)) removeFrom(this.byId, id, entry);
    for (const id of clientIdsOf(entry.record)) removeFrom(this.byClientId, id, entry);
    for (const key of entry.record.caller.idempotencyKeys)
      if (this.byIdempotencyKey.get(key) === entry) this.byIdempotencyKey.delete(key);
  }

  /** Follows what changed of what is indexed; `before` is the record that the entry had. */
  moved(entry: OrderEntry, before: OrderRecord): void {
    const { record } = entry;
    if (hasOtherNames(record, before)) this.rename(entry, before);
    const { idempotencyKeys } = record.caller;
    if (idempotencyKeys !== before.caller.idempotencyKeys)
      for (const key of idempotencyKeys) this.byIdempotencyKey.set(key, entry);
    if (!entry.isShown) {
      if (entry.stage !== 'retired' && isShown(record)) this.show(entry);
      return;
    }
    const isMeant = hasCancelIntent(record);
    if (isMeant !== hasCancelIntent(before)) {
      if (isMeant) this.canceling.add(entry);
      else this.canceling.delete(entry);
    }
    const isOpen = isOpenStatus(record.status);
    if (isOpen === entry.isAmongOpen) return;
    this.unlist(entry);
    this.list(entry, isOpen);
  }

  /** The orders with this exchange id, of the place if one is given. */
  withId(id: string, place: OrderLocator = {}): readonly OrderEntry[] {
    return found(this.byId.get(id), place);
  }

  withClientId(clientOrderId: string, place: OrderLocator = {}): readonly OrderEntry[] {
    return found(this.byClientId.get(clientOrderId), place);
  }

  /** The one order with this exchange id at one exchange and symbol. No list is made: every update comes through here. */
  at(exchange: string, symbol: string, id: string): OrderEntry | null {
    return onlyAt(this.byId.get(id), exchange, symbol);
  }

  /** The order that a client id alone means at one exchange and symbol: one that no exchange id is known of, else the latest. */
  atClientId(exchange: string, symbol: string, clientOrderId: string): OrderEntry | null {
    const known = this.byClientId.get(clientOrderId);
    if (known === undefined) return null;
    if (!Array.isArray(known)) return isAt(known, exchange, symbol) ? known : null;
    const here = known.filter((entry) => isAt(entry, exchange, symbol));
    const last = here.at(-1) ?? null;
    if (last === null || last.record.id === null) return latestBorn(here);
    return latestBorn(here.filter(({ record }) => isOpenStatus(record.status))) ?? last;
  }

  /** The latest order with this client id that no exchange id is known of. */
  withoutId(exchange: string, symbol: string, clientOrderId: string): OrderEntry | null {
    const known = this.byClientId.get(clientOrderId);
    if (known === undefined) return null;
    if (!Array.isArray(known))
      return known.record.id === null && isAt(known, exchange, symbol) ? known : null;
    return latestBorn(known.filter((entry) => isAt(entry, exchange, symbol)));
  }

  /** The only order with this exchange id wherever it is; null if there is none or more than one. */
  only(id: string): OrderEntry | null {
    const found = this.byId.get(id);
    return found === undefined || Array.isArray(found) ? null : found;
  }

  get idempotencyKeyCount(): number {
    return this.byIdempotencyKey.size;
  }

  /** The order that an idempotency key leads to. */
  withIdempotencyKey(key: string): OrderEntry | null {
    return this.byIdempotencyKey.get(key) ?? null;
  }

  /** All orders that are known, retired ones too. */
  *entries(): IterableIterator<OrderEntry> {
    for (const [id, entry] of listed(this.byId)) if (entry.read().id === id) yield entry;
    for (const [id, entry] of listed(this.byClientId)) {
      const record = entry.read();
      if (record.id === null && record.clientOrderId === id) yield entry;
    }
  }

  *all(filter: OrderFilter): IterableIterator<OrderEntry> {
    yield* this.matching(filter, allOf);
  }

  *allOpen(filter: OpenOrderFilter): IterableIterator<OrderEntry> {
    for (const entry of this.matching(filter, ({ open }) => open.all()))
      if (filter.includeCanceling === true || !hasCancelIntent(entry.record)) yield entry;
  }

  clear(): void {
    this.byId.clear();
    this.byClientId.clear();
    this.severalIds.clear();
    this.severalClientIds.clear();
    this.byIdempotencyKey.clear();
    this.markets.clear();
    this.openOrders = 0;
    this.canceling.clear();
  }

  /** Where an index and the records disagree. */
  faults(): string[] {
    const faults: string[] = [];
    let open = 0;
    const inPlace = new Set<OrderEntry>();
    for (const market of this.markets.matching(undefined, undefined)) {
      for (const entry of allOf(market)) {
        const record = entry.read();
        if (record.exchange === market.exchange && record.symbol === market.symbol) inPlace.add(entry);
        faults.push(...this.entryFaults(entry, record, market));
      }
      open += market.open.all().length;
    }
    if (open !== this.openOrders) faults.push(`${open} orders are open, ${this.openOrders} are counted`);
    for (const [, entry] of listed(this.byId)) {
      // An order at rest is read once: those that are listed were looked at above.
      if (!inPlace.has(entry) && entry.stage !== 'retired' && isShown(entry.read()))
        faults.push(`order ${entry.key} is ${entry.stage}, but its symbol says else`);
    }
    return faults;
  }

  private entryFaults(entry: OrderEntry, record: OrderRecord, market: Market): string[] {
    const { exchange, symbol } = market;
    const faults: string[] = [];
    if (!entry.isShown || entry.market !== market)
      faults.push(`order ${entry.key} does not know that ${symbol} shows it`);
    if (entry.stage === 'retired' || !isShown(record))
      faults.push(`order ${entry.key} is ${entry.stage}, but its symbol says else`);
    if (record.exchange !== exchange || record.symbol !== symbol)
      faults.push(`order ${entry.key} stands under ${exchange} ${symbol}`);
    if (this.canceling.has(entry) !== hasCancelIntent(record))
      faults.push(`order ${entry.key} is to be canceled or not, but the set of those says else`);
    if (entry.isAmongOpen !== isOpenStatus(record.status))
      faults.push(`order ${entry.key} is ${record.status}, but the open set says else`);
    for (const id of idsOf(record))
      if (!this.withId(id).includes(entry)) faults.push(`order ${entry.key} is not found by its id ${id}`);
    for (const id of clientIdsOf(record))
      if (!this.withClientId(id).includes(entry))
        faults.push(`order ${entry.key} is not found by its client id ${id}`);
    return faults;
  }

  private rename(entry: OrderEntry, before: OrderRecord): void {
    const [ids, idsBefore] = [idsOf(entry.record), idsOf(before)];
    for (const id of ids) if (!idsBefore.includes(id)) addTo(this.byId, id, entry, this.severalIds);
    const [clientIds, clientIdsBefore] = [clientIdsOf(entry.record), clientIdsOf(before)];
    for (const id of clientIds)
      if (!clientIdsBefore.includes(id)) addTo(this.byClientId, id, entry, this.severalClientIds);
  }

  private list(entry: OrderEntry, isOpen: boolean): void {
    const { open, ended } = entry.market;
    entry.isAmongOpen = isOpen;
    (isOpen ? open : ended).add(entry);
    if (isOpen) this.openOrders++;
  }

  private unlist(entry: OrderEntry): void {
    const { open, ended } = entry.market;
    (entry.isAmongOpen ? open : ended).delete(entry);
    if (entry.isAmongOpen) this.openOrders--;
  }

  private *matching(
    { exchange, symbol, side }: OrderFilter,
    pick: (market: Market) => readonly OrderEntry[],
  ): IterableIterator<OrderEntry> {
    for (const market of this.markets.matching(exchange, symbol))
      for (const entry of pick(market)) if (side === undefined || entry.read().side === side) yield entry;
  }
}

function allOf({ open, ended }: Market): OrderEntry[] {
  return [...open.all(), ...ended.all()];
}

/** @param several takes an id that leads to several orders now. */
function addTo(
  index: IdMap<OrderEntry | OrderEntry[]>,
  id: string,
  entry: OrderEntry,
  several: Set<string>,
): void {
  const known = index.get(id);
  if (known === undefined) index.set(id, entry);
  else if (Array.isArray(known)) known.push(entry);
  else {
    index.set(id, [known, entry]);
    several.add(id);
  }
}

function removeFrom(index: IdMap<OrderEntry | OrderEntry[]>, id: string, entry: OrderEntry): void {
  const known = index.get(id);
  if (known === entry) index.delete(id);
  if (!Array.isArray(known)) return;
  const [first, ...rest] = known.filter((each) => each !== entry);
  if (first === undefined) index.delete(id);
  else index.set(id, rest.length === 0 ? first : [first, ...rest]);
}

function* listed(index: IdMap<OrderEntry | OrderEntry[]>): IterableIterator<[string, OrderEntry]> {
  for (const [id, known] of index.entries()) {
    if (!Array.isArray(known)) yield [id, known];
    else for (const entry of known) yield [id, entry];
  }
}

/** Whether an order has no names but its id and its client id. */
function hasNoOthers({ formerIds, formerClientIds, caller }: OrderRecord): boolean {
  return formerIds.length === 0 && formerClientIds.length === 0 && caller.idempotencyKeys.length === 0;
}

/** The exchange ids that lead to an order. */
function idsOf({ id, formerIds }: OrderRecord): readonly string[] {
  if (id === null) return formerIds;
  return formerIds.length === 0 ? [id] : [id, ...formerIds.filter((each) => each !== id)];
}

/** The client ids that lead to an order. */
function clientIdsOf({ clientOrderId, formerClientIds }: OrderRecord): readonly string[] {
  if (clientOrderId === null) return formerClientIds;
  return formerClientIds.length === 0 ? [clientOrderId] : [clientOrderId, ...formerClientIds];
}

function hasOtherNames(record: OrderRecord, before: OrderRecord): boolean {
  return (
    record.id !== before.id ||
    record.clientOrderId !== before.clientOrderId ||
    record.formerIds !== before.formerIds ||
    record.formerClientIds !== before.formerClientIds
  );
}

function found(known: OrderEntry | OrderEntry[] | undefined, place: OrderLocator): readonly OrderEntry[] {
  if (known === undefined) return [];
  const list = Array.isArray(known) ? known : [known];
  return list.filter((entry) => matchesFilter(entry.read(), place));
}

function onlyAt(
  known: OrderEntry | OrderEntry[] | undefined,
  exchange: string,
  symbol: string,
): OrderEntry | null {
  if (known === undefined) return null;
  if (!Array.isArray(known)) return isAt(known, exchange, symbol) ? known : null;
  return known.findLast((entry) => isAt(entry, exchange, symbol)) ?? null;
}

/** Of orders that no exchange id is known of the one whose request was made last: its key says so. */
function latestBorn(entries: readonly OrderEntry[]): OrderEntry | null {
  let latest: OrderEntry | null = null;
  for (const entry of entries)
    if (entry.record.id === null && (latest === null || entry.key > latest.key)) latest = entry;
  return latest;
}

function isAt({ market }: OrderEntry, exchange: string, symbol: string): boolean {
  return market.symbol === symbol && market.exchange === exchange;
}
