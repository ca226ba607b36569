import { IdMap } from '../state/id-map.js';
import { InstrumentOrders } from './instrument-orders.js';
import { isOpenStatus } from './order.js';
import type { OrderEntry } from './order-entry.js';
import { hasCancelIntent, isShown } from './order-record.js';
import type { OrderRecord } from './order-record.js';
import type { OpenOrderFilter, OrderFilter, OrderLocator } from './order-filter.js';
import { matchesFilter } from './order-filter.js';

/** The names of an order at rest. */
export interface NamesAtRest {
  readonly exchange: string;
  readonly symbol: string;
  readonly id: string;
  readonly clientOrderId: string | null;
}

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
  private readonly byExchange = new Map<string, Map<string, InstrumentOrders<OrderEntry>>>();
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
    for (const id of idsOf(entry.record)) addTo(this.byId, id, entry, this.severalIds);
    for (const id of clientIdsOf(entry.record)) addTo(this.byClientId, id, entry, this.severalClientIds);
    for (const key of entry.record.caller.idempotencyKeys) this.byIdempotencyKey.set(key, entry);
    if (entry.stage !== 'retired' && isShown(entry.record)) this.show(entry);
  }

  /**
   * `add` of an order at rest, which is not read: it has ended, queries show it, and no other names lead to it.
   *
   * @returns false if one of its key is there: nothing is added.
   */
  addAtRest(entry: OrderEntry, { exchange, symbol, id, clientOrderId }: NamesAtRest): boolean {
    const known = this.byId.get(id);
    if (known === undefined) this.byId.set(id, entry);
    else {
      const { key } = entry;
      if (Array.isArray(known) ? known.some((each) => each.key === key) : known.key === key) return false;
      addTo(this.byId, id, entry, this.severalIds);
    }
    if (clientOrderId !== null) addTo(this.byClientId, clientOrderId, entry, this.severalClientIds);
    const instrument = this.instrumentAt(exchange, symbol);
    entry.shownIn = instrument;
    instrument.all.add(entry);
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
    const { exchange, symbol } = entry.record;
    const instrument = this.instrumentAt(exchange, symbol);
    entry.shownIn = instrument;
    instrument.all.add(entry);
    if (isOpenStatus(entry.record.status)) this.open(instrument, entry);
    if (hasCancelIntent(entry.record)) this.canceling.add(entry);
  }

  /** Takes an order out of the queries; its ids still lead to it. */
  hide(entry: OrderEntry): void {
    const instrument = entry.shownIn;
    if (instrument === null) return;
    entry.shownIn = null;
    instrument.all.delete(entry);
    const { record } = entry;
    if (hasCancelIntent(record)) this.canceling.delete(entry);
    if (isOpenStatus(record.status) && instrument.open.delete(entry)) this.openOrders--;
    if (instrument.all.size === 0) this.drop(instrument);
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
    const instrument = entry.shownIn;
    if (instrument === null) {
      if (entry.stage !== 'retired' && isShown(record)) this.show(entry);
      return;
    }
    const isMeant = hasCancelIntent(record);
    if (isMeant !== hasCancelIntent(before)) {
      if (isMeant) this.canceling.add(entry);
      else this.canceling.delete(entry);
    }
    if (isOpenStatus(record.status) === isOpenStatus(before.status)) return;
    if (isOpenStatus(record.status)) this.open(instrument, entry);
    else if (instrument.open.delete(entry)) this.openOrders--;
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
    yield* this.matching(filter, ({ all }) => all);
  }

  *allOpen(filter: OpenOrderFilter): IterableIterator<OrderEntry> {
    for (const entry of this.matching(filter, ({ open }) => open))
      if (filter.includeCanceling === true || !hasCancelIntent(entry.record)) yield entry;
  }

  clear(): void {
    this.byId.clear();
    this.byClientId.clear();
    this.severalIds.clear();
    this.severalClientIds.clear();
    this.byIdempotencyKey.clear();
    this.byExchange.clear();
    this.openOrders = 0;
    this.canceling.clear();
  }

  /** Where an index and the records disagree. */
  faults(): string[] {
    const faults: string[] = [];
    let open = 0;
    const inPlace = new Set<OrderEntry>();
    for (const [exchange, symbols] of this.byExchange) {
      for (const [symbol, instrument] of symbols) {
        for (const entry of instrument.all) {
          const record = entry.read();
          if (record.exchange === exchange && record.symbol === symbol) inPlace.add(entry);
          faults.push(...this.entryFaults(entry, record, exchange, symbol, instrument));
        }
        for (const entry of instrument.open) {
          if (!instrument.all.has(entry)) faults.push(`order ${entry.key} is in the open set only`);
        }
        open += instrument.open.size;
      }
    }
    if (open !== this.openOrders) faults.push(`${open} orders are open, ${this.openOrders} are counted`);
    for (const [, entry] of listed(this.byId)) {
      // An order at rest is read once: those that are listed were looked at above.
      if (!inPlace.has(entry) && entry.stage !== 'retired' && isShown(entry.read()))
        faults.push(`order ${entry.key} is ${entry.stage}, but its symbol says else`);
    }
    return faults;
  }

  private entryFaults(
    entry: OrderEntry,
    record: OrderRecord,
    exchange: string,
    symbol: string,
    instrument: InstrumentOrders<OrderEntry>,
  ): string[] {
    const { open } = instrument;
    const faults: string[] = [];
    if (entry.shownIn !== instrument) faults.push(`order ${entry.key} does not know that ${symbol} shows it`);
    if (entry.stage === 'retired' || !isShown(record))
      faults.push(`order ${entry.key} is ${entry.stage}, but its symbol says else`);
    if (record.exchange !== exchange || record.symbol !== symbol)
      faults.push(`order ${entry.key} stands under ${exchange} ${symbol}`);
    if (this.canceling.has(entry) !== hasCancelIntent(record))
      faults.push(`order ${entry.key} is to be canceled or not, but the set of those says else`);
    if (open.has(entry) !== isOpenStatus(record.status))
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

  private open(instrument: InstrumentOrders<OrderEntry>, entry: OrderEntry): void {
    const before = instrument.open.size;
    this.openOrders += instrument.open.add(entry).size - before;
  }

  private instrumentAt(exchange: string, symbol: string): InstrumentOrders<OrderEntry> {
    let symbols = this.byExchange.get(exchange);
    if (symbols === undefined) this.byExchange.set(exchange, (symbols = new Map()));
    let instrument = symbols.get(symbol);
    if (instrument === undefined) symbols.set(symbol, (instrument = new InstrumentOrders(exchange, symbol)));
    return instrument;
  }

  private drop({ exchange, symbol }: InstrumentOrders<OrderEntry>): void {
    const symbols = this.byExchange.get(exchange);
    symbols?.delete(symbol);
    if (symbols?.size === 0) this.byExchange.delete(exchange);
  }

  private *matching(
    filter: OrderFilter,
    pick: (instrument: InstrumentOrders<OrderEntry>) => Set<OrderEntry>,
  ): IterableIterator<OrderEntry> {
    for (const symbols of valuesFor(this.byExchange, filter.exchange)) {
      for (const instrument of valuesFor(symbols, filter.symbol)) {
        for (const entry of pick(instrument))
          if (filter.side === undefined || entry.read().side === filter.side) yield entry;
      }
    }
  }
}

function* valuesFor<V>(map: ReadonlyMap<string, V>, key: string | undefined): IterableIterator<V> {
  if (key === undefined) {
    yield* map.values();
    return;
  }
  const value = map.get(key);
  if (value !== undefined) yield value;
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

function isAt({ record }: OrderEntry, exchange: string, symbol: string): boolean {
  return record.symbol === symbol && record.exchange === exchange;
}
