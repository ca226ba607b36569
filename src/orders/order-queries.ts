import type { Gate } from '../state/gate.js';
import { assertObject } from './field-checks.js';
import { isOpenStatus } from './order.js';
import type { Order } from './order.js';
import type { OrderEntry } from './order-entry.js';
import { matchesFilter } from './order-filter.js';
import type { OpenOrderFilter, OrderFilter, OrderLocator } from './order-filter.js';
import type { OrderHistory } from './order-history.js';
import { idsOfKey } from './order-key.js';
import { isInState, OrderPager } from './order-page.js';
import type { OrderPage, OrderState } from './order-page.js';
import { shownId } from './order-record.js';
import type { OrderRecord } from './order-record.js';
import { orderView } from './order-view.js';
import type { OrderTable } from './order.table.js';
import { AmbiguousOrderError } from './orders.errors.js';

/** Which order a trade is a fill of. */
export interface OrderOfTrade {
  readonly exchange: string;
  readonly symbol: string;
  readonly orderId?: string | null;
  readonly clientOrderId?: string | null;
}

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
      if (only !== null && only.stage !== 'retired') return only.view;
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
    for await (const records of left) {
      for (const record of records) {
        // Of an order that came back to life memory knows more than its history entry, its state first of all.
        if (!this.isLive(record) && matchesFilter(record, filter) && isInState(record, state))
          page.take(record);
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
    return orderView(order);
  }

  /** The ids of a symbol's orders, in memory or, with `inMem` false, in the store's history too. */
  async getSymbolOrders(symbol: string, inMem = true): Promise<Set<string>> {
    this.gate.pass();
    // Memory first: what leaves it while the store is asked is in neither afterwards.
    const ids = Array.from(this.table.index.all({ symbol }), ({ record }) => shownId(record));
    const left = inMem ? [] : await this.history.ofSymbol(symbol);
    return new Set([...left.map(shownId), ...ids]);
  }

  /** A symbol's orders that left memory, oldest first. */
  async orderHistory(symbol: string): Promise<Order[]> {
    this.gate.pass();
    return (await this.history.ofSymbol(symbol)).map(orderView);
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

  /** The order that a trade is a fill of, or null if nothing was heard of it. @internal */
  entryOfTrade(trade: OrderOfTrade): OrderEntry | null {
    assertObject(trade);
    const { exchange, symbol, orderId, clientOrderId } = trade;
    return this.table.find(exchange, symbol, orderId ?? null, clientOrderId ?? null);
  }

  /** Whether an order is known that has, or would have, this key; one that left memory too. @internal */
  isKnown(key: string): boolean {
    const { exchange, symbol, id, clientOrderId } = idsOfKey(key);
    return this.table.find(exchange, symbol, id, clientOrderId) !== null;
  }

  /** Whether an order has not changed here for so long (ms). @internal */
  isSettled(order: Order, forMs: number): boolean {
    const { exchange, symbol, id, clientOrderId } = order;
    const entry = this.table.find(exchange, symbol, id, clientOrderId);
    return entry !== null && this.table.unchangedFor(entry) >= forMs;
  }

  protected inMemory(id: string, place: OrderLocator): OrderEntry | null {
    const { index } = this.table;
    const live = index.withId(id, place).filter(({ stage }) => stage !== 'retired');
    const candidates =
      live.length > 0 ? live : index.withClientId(id, place).filter(({ stage }) => stage !== 'retired');
    const latest = candidates.at(-1);
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
    for (const { record } of state === 'open' ? index.allOpen(filter) : index.all(filter)) {
      if (isInState(record, state)) page.take(record);
    }
    return page;
  }

  private isLive({ exchange, symbol, id, clientOrderId }: OrderRecord): boolean {
    const entry = this.table.find(exchange, symbol, id, clientOrderId);
    return entry !== null && entry.stage !== 'retired';
  }

  private isInFlight({ exchange, symbol, id, clientOrderId }: Order): boolean {
    return this.table.find(exchange, symbol, id, clientOrderId)?.record.heard === false;
  }

  private ordersOpenIds(filter: OpenOrderFilter): Set<string> {
    this.gate.pass();
    return new Set(Array.from(this.table.index.allOpen(filter), ({ record }) => shownId(record)));
  }
}

function count(entries: Iterable<unknown>): number {
  let total = 0;
  for (const _ of entries) total++;
  return total;
}
