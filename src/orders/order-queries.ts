import type { Gate } from '../state/gate.js';
import { isOpenStatus, isTerminalStatus } from './order.js';
import type { Order } from './order.js';
import type { OrderEntry } from './order-entry.js';
import { matchesFilter } from './order-filter.js';
import type { OpenOrderFilter, OrderFilter, OrderLocator } from './order-filter.js';
import type { OrderHistory } from './order-history.js';
import { isInState, OrderPager } from './order-page.js';
import type { OrderPage, OrderState } from './order-page.js';
import { namesOf, shownId } from './order-record.js';
import type { OrderRecord } from './order-record.js';
import type { OrderTable } from './order.table.js';
import { AmbiguousOrderError } from './orders.errors.js';

/** Asking for the orders of a scope: of memory synchronously; what looks into history too waits for the store. */
export class OrderQueries {
  constructor(
    protected readonly table: OrderTable,
    private readonly history: OrderHistory,
    protected readonly gate: Gate,
  ) {}

  /**
   * The order with this id or client id, from memory.
   *
   * @throws {AmbiguousOrderError} if several orders have it and `place` does not tell which.
   */
  order(id: string, place?: OrderLocator): Order | null {
    this.gate.pass();
    if (place === undefined) {
      const only = this.table.index.only(id);
      if (only !== null && isVisible(only)) return only.view;
    }
    return this.inMemory(id, place ?? {})?.view ?? null;
  }

  /** All orders in memory that match. */
  orders(filter: OrderFilter = {}): Order[] {
    this.gate.pass();
    return Array.from(this.table.index.all(filter), (entry) => entry.view);
  }

  /** All orders that match and can still trade, without those that the caller means to cancel unless asked. */
  ordersOpen(filter: OpenOrderFilter = {}): Order[] {
    this.gate.pass();
    return Array.from(this.table.index.allOpen(filter), (entry) => entry.view);
  }

  /** All orders in memory that match and have ended. */
  ordersClosed(filter: OrderFilter = {}): Order[] {
    return this.orders(filter).filter(({ status }) => isTerminalStatus(status));
  }

  /**
   * The chain of an order: what it replaced and what replaced it, oldest first. Orders that share a client id, or of which one names the other,
   * are a chain. Memory and history.
   *
   * @returns nothing where the order is not known.
   * @throws {AmbiguousOrderError} if several orders have the id and `place` does not tell which.
   */
  async chain(id: string, place: OrderLocator = {}): Promise<Order[]> {
    this.gate.pass();
    const first = await this.getOrder(id, place);
    if (first === null) return [];
    const { exchange, symbol } = first;
    const left = (await this.history.ofSymbol(symbol)).filter((order) => !this.isLive(order));
    const inMemory = Array.from(this.table.index.all({ exchange, symbol }), (entry) => entry);
    const links = [
      ...inMemory.map((entry) => ({ order: entry.view, names: linksOf(entry.read()) })),
      ...left
        .filter((order) => order.exchange === exchange)
        .map((order) => ({ order, names: [order.id, order.clientOrderId].filter((name) => name !== null) })),
    ];
    const names = new Set([first.id, first.clientOrderId].filter((name) => name !== null));
    const chain = new Set<Order>();
    for (let size = -1; size !== chain.size;) {
      size = chain.size;
      for (const link of links) {
        if (chain.has(link.order) || !link.names.some((name) => names.has(name))) continue;
        chain.add(link.order);
        for (const name of link.names) names.add(name);
      }
    }
    return [...chain].sort((left, right) => (left.timestamp ?? 0) - (right.timestamp ?? 0));
  }

  /** A page of the orders in memory that match; `after` is the `next` of the page before, or empty. */
  ordersPage(filter: OpenOrderFilter, state: OrderState, after: string, limit: number): OrderPage {
    return this.pageInMemory(filter, state, after, limit).result();
  }

  /**
   * `ordersPage` with the orders that left memory. Of one symbol the store finds them by its index; else it is read through, all of its
   * history for each page.
   */
  async ordersPageWithHistory(
    filter: OpenOrderFilter,
    state: OrderState,
    after: string,
    limit: number,
  ): Promise<OrderPage> {
    // Memory is read before the store is asked: what leaves memory meanwhile is in neither afterwards.
    const page = this.pageInMemory(filter, state, after, limit);
    const { symbol } = filter;
    const left = symbol === undefined ? this.history.all() : [await this.history.ofSymbol(symbol)];
    for await (const orders of left) {
      for (const order of orders) {
        // Of an order that came back to life memory knows more than its history entry, its state first of all.
        if (!this.isLive(order) && matchesFilter(order, filter) && isInState(order, state)) page.take(order);
      }
    }
    return page.result();
  }

  ordersCount(filter?: OrderFilter): number {
    this.gate.pass();
    return filter === undefined ? this.table.size : count(this.table.index.all(filter));
  }

  ordersOpenCount(filter?: OpenOrderFilter): number {
    this.gate.pass();
    const { index } = this.table;
    return filter === undefined ? index.openCount - index.cancelingCount : count(index.allOpen(filter));
  }

  isOrderOpen(id: string, place?: OrderLocator): boolean {
    const order = this.order(id, place);
    return order !== null && isOpenStatus(order.status);
  }

  /** `order(id)`, and where memory has none, the store's history. */
  async getOrder(id: string, place: OrderLocator = {}): Promise<Order | null> {
    const known = this.order(id, place);
    if (known !== null) return known;
    const found = await this.history.find(id, place);
    const [order] = found;
    if (order === undefined) return null;
    if (found.length > 1) throw new AmbiguousOrderError(id, found);
    return order;
  }

  /** The ids of a symbol's orders, in memory or, with `inMem` false, in the store's history too. */
  async getSymbolOrders(symbol: string, inMem = true): Promise<Set<string>> {
    this.gate.pass();
    // Memory first: what leaves it while the store is asked is in neither afterwards.
    const ids = Array.from(this.table.index.all({ symbol }), (entry) => shownId(entry.read()));
    const left = inMem ? [] : await this.history.ofSymbol(symbol);
    // Of an order that came back to life memory knows the name that it has by now.
    const gone = left.filter((order) => !this.isLive(order));
    return new Set([...gone.map(shownId), ...ids]);
  }

  /** A symbol's orders that left memory, oldest first. */
  async orderHistory(symbol: string): Promise<Order[]> {
    this.gate.pass();
    return [...(await this.history.ofSymbol(symbol))];
  }

  /** The ids of the open orders: of a symbol, of an exchange, of both (the intersection), or all. */
  getOpenOrders(
    symbol?: string | null,
    exchange?: string | null,
    includeCanceling = false,
  ): Promise<Set<string>> {
    const place = { ...(symbol != null && { symbol }), ...(exchange != null && { exchange }) };
    return Promise.resolve(this.ordersOpenIds({ ...place, includeCanceling }));
  }

  /** The orders that were submitted and that the exchange has not answered. */
  ordersInFlight(filter: OrderFilter = {}): Order[] {
    this.gate.pass();
    return this.ordersOpen({ ...filter, includeCanceling: true }).filter((order) => this.isInFlight(order));
  }

  /** Whether an order has not changed here for so long (ms). @internal */
  isSettled(order: Order, forMs: number): boolean {
    const { exchange, symbol, id, clientOrderId } = order;
    const entry = this.table.find(exchange, symbol, id, clientOrderId);
    return entry !== null && this.table.unchangedFor(entry) >= forMs;
  }

  protected inMemory(id: string, place: OrderLocator): OrderEntry | null {
    const { index } = this.table;
    const live = index.withId(id, place).filter(isVisible);
    const candidates = live.length > 0 ? live : index.withClientId(id, place).filter(isVisible);
    const latest = candidates.find(({ record }) => isOpenStatus(record.status)) ?? candidates.at(-1);
    if (latest === undefined) return null;
    const elsewhere = candidates.some(
      (each) =>
        !matchesFilter(each.record, { exchange: latest.record.exchange, symbol: latest.record.symbol }),
    );
    if (elsewhere)
      throw new AmbiguousOrderError(
        id,
        candidates.map(({ record }) => record),
      );
    return latest;
  }

  private pageInMemory(filter: OpenOrderFilter, state: OrderState, after: string, limit: number): OrderPager {
    this.gate.pass();
    const { index } = this.table;
    const page = new OrderPager(after, limit);
    for (const entry of state === 'open' ? index.allOpen(filter) : index.all(filter)) {
      if (isInState(entry.read(), state)) page.take(entry.view);
    }
    return page;
  }

  private isLive({ exchange, symbol, id, clientOrderId }: Order): boolean {
    const entry = this.table.find(exchange, symbol, id, clientOrderId);
    return entry !== null && entry.stage !== 'retired';
  }

  private isInFlight({ exchange, symbol, id, clientOrderId }: Order): boolean {
    return this.table.find(exchange, symbol, id, clientOrderId)?.record.reportedAt === null;
  }

  private ordersOpenIds(filter: OpenOrderFilter): Set<string> {
    this.gate.pass();
    return new Set(Array.from(this.table.index.allOpen(filter), ({ record }) => shownId(record)));
  }
}

/** Whether queries see an order: it is in memory, and more than trades told of it. */
/** Told by the entry alone: the record is memory that a lookup need not touch. */
function isVisible({ isShown }: OrderEntry): boolean {
  return isShown;
}

/** All names that link an order to others of its chain. */
function linksOf(record: OrderRecord): string[] {
  return record.replaces === null ? namesOf(record) : [...namesOf(record), record.replaces];
}

function count(entries: Iterable<unknown>): number {
  let total = 0;
  for (const _ of entries) total++;
  return total;
}
