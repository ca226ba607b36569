import type { Gate } from '../state/gate.js';
import type { Change } from '../state/journal.js';
import { assertObject } from './field-checks.js';
import { checkUpdate } from './update-check.js';
import type { CheckedUpdate } from './checked-update.js';
import { firstRecord, mergeUpdate } from './merge.js';
import type { MergeResult } from './merge.js';
import { checkIdempotencyKey, newOrderUpdate } from './new-order.js';
import type { InitializedOrder, NewOrder, NewOrderOptions } from './new-order.js';
import { isOpenStatus } from './order.js';
import type { Order, OrderUpdate } from './order.js';
import type { OrderEntry } from './order-entry.js';
import { idsOfKey } from './order-key.js';
import { InFlightWaiters } from './in-flight.js';
import type { OpenOrderFilter, OrderFilter, OrderLocator } from './order-filter.js';
import { matchesFilter } from './order-filter.js';
import type { OrderHistory } from './order-history.js';
import { isInState, orderPage } from './order-page.js';
import type { OrderPage, OrderState } from './order-page.js';
import type { OrderRecord } from './order-record.js';
import { orderView } from './order-view.js';
import type { OrderTable } from './order.table.js';
import { AmbiguousOrderError } from './orders.errors.js';
import { UpdateFault } from './update-fault.js';
import type { UpdateOutcome } from './update-outcome.js';

/** What became of an update, and of which order. */
export interface UpdateResult {
  readonly outcome: UpdateOutcome;
  /** The order's id, or its client id while no id is known; null if the update names none. */
  readonly orderId: string | null;
  /** Where `rejected`: the field that is wrong, and what is wrong with it. */
  readonly field?: string;
  readonly reason?: string;
}

/** Which order a trade is a fill of. */
export interface OrderOfTrade {
  readonly exchange: string;
  readonly symbol: string;
  readonly orderId?: string | null;
  readonly clientOrderId?: string | null;
}

/** An update on its way: checked and merged, nothing changed yet. */
export interface PreparedUpdate {
  readonly update: CheckedUpdate;
  /** The order that it is about; null if it is the first that is heard of it. */
  readonly entry: OrderEntry | null;
  readonly merge: MergeResult;
}

/** The orders of a scope: merging what is heard of them, and asking for them. */
export class OrderService {
  private readonly inFlight = new InFlightWaiters();

  constructor(
    private readonly table: OrderTable,
    private readonly history: OrderHistory,
    private readonly gate: Gate,
  ) {}

  /**
   * Notes an order that was just created here, before the exchange has answered. If an order with its id, its client id, or
   * the request's idempotency key is known already, that one stays as it is.
   *
   * @returns the order as it is now, and whether this call created it.
   * @throws {UpdateFault} naming the field that is wrong.
   */
  orderInitialized(order: NewOrder, options: NewOrderOptions = {}): InitializedOrder {
    this.gate.pass();
    const update = checkUpdate(newOrderUpdate(order), null);
    const idempotencyKey = checkIdempotencyKey(options.idempotencyKey);
    const known =
      (idempotencyKey === null ? null : this.table.index.withIdempotencyKey(idempotencyKey)) ??
      this.table.find(update.exchange, update.symbol, update.id, update.clientOrderId);
    if (known !== null) return { order: known.view, created: false };
    const { view } = this.table.insert({ ...firstRecord(update), idempotencyKey });
    this.gate.journal?.note(this.initializationAgain(order, options));
    return { order: view, created: true };
  }

  /** Merges an update into the order it is about; positions do not move (see `PositionService.applyUpdate`). */
  orderStatusUpdate(update: OrderUpdate): UpdateResult {
    this.gate.pass();
    try {
      const prepared = this.prepare(update);
      if (prepared.merge.outcome !== 'applied') {
        return {
          outcome: prepared.merge.outcome,
          orderId: prepared.update.id ?? prepared.update.clientOrderId,
        };
      }
      const { id, clientOrderId } = this.commit(prepared).record;
      this.gate.journal?.note(updateAgain(update, (again) => this.orderStatusUpdate(again)));
      return { outcome: 'applied', orderId: id ?? clientOrderId };
    } catch (error) {
      return rejection(update, error);
    }
  }

  private initializationAgain(order: NewOrder, options: NewOrderOptions): Change {
    const copy = structuredClone(order);
    const { idempotencyKey } = options;
    return () => {
      try {
        this.orderInitialized(copy, { idempotencyKey });
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    };
  }

  /**
   * Checks and merges an update without changing anything.
   *
   * @throws {UpdateFault} naming the field that is wrong.
   */
  prepare(raw: OrderUpdate): PreparedUpdate {
    const entry = this.findFor(raw);
    const update = checkUpdate(raw, entry?.record ?? null);
    return { update, entry, merge: mergeUpdate(entry?.record ?? null, update) };
  }

  /** Carries out what `prepare` found. The order afterwards. */
  commit({ entry, merge }: PreparedUpdate): OrderEntry {
    if (merge.outcome !== 'applied') {
      if (entry === null) throw new Error('an update that changes nothing is about an order that is known');
      return entry;
    }
    const changed = entry ?? this.table.insert(merge.record);
    if (entry !== null) this.table.update(entry, merge.record);
    this.inFlight.changed();
    return changed;
  }

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
    this.gate.pass();
    return orderPage(this.recordsInMemory(filter, state), after, limit);
  }

  /** `ordersPage` of a symbol, with its orders that left memory. */
  async ordersPageWithHistory(
    filter: OpenOrderFilter & { readonly symbol: string },
    state: OrderState,
    after: string,
    limit: number,
  ): Promise<OrderPage> {
    this.gate.pass();
    const left = (await this.history.ofSymbol(filter.symbol)).filter(
      (record) => matchesFilter(record, filter) && isInState(record, state),
    );
    return orderPage([...this.recordsInMemory(filter, state), ...left], after, limit);
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
    const ids = new Set<string>();
    if (!inMem) for (const record of await this.history.ofSymbol(symbol)) ids.add(shownId(record));
    for (const { record } of this.table.index.all({ symbol })) ids.add(shownId(record));
    return ids;
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

  /**
   * Notes that the caller means to cancel an order, before the request is sent: from now on queries for open orders leave it out unless
   * asked. It ends with the order, when the exchange refuses the cancel, or with `clearCancelIntent`.
   *
   * @returns whether there is such an order, and it is open.
   * @throws {AmbiguousOrderError} if several orders have the id and `place` does not tell which.
   */
  markCancelIntent(id: string, place: OrderLocator = {}): boolean {
    return this.setCancelIntent(id, place, true);
  }

  /** Takes `markCancelIntent` back: the request could not be sent. */
  clearCancelIntent(id: string, place: OrderLocator = {}): boolean {
    return this.setCancelIntent(id, place, false);
  }

  /** `markCancelIntent` for all open orders that match. @returns their ids. */
  markAllCancelIntent(filter: OrderFilter = {}): Set<string> {
    this.gate.pass();
    const entries = [...this.table.index.allOpen(filter)];
    for (const entry of entries) this.noteCancelIntent(entry, true);
    return new Set(entries.map(({ record }) => shownId(record)));
  }

  /** The orders that were submitted and that the exchange has not answered. */
  ordersInFlight(filter: OrderFilter = {}): Order[] {
    this.gate.pass();
    return this.ordersOpen({ ...filter, includeCanceling: true }).filter((order) => this.isInFlight(order));
  }

  /**
   * Waits until no order that matches is in flight.
   *
   * @param timeoutMs how long at most.
   * @returns whether that came in time.
   */
  waitForInFlight(filter: OrderFilter, timeoutMs: number): Promise<boolean> {
    this.gate.pass();
    return this.inFlight.wait(() => this.ordersInFlight(filter).length === 0, timeoutMs);
  }

  /** The order that a trade is a fill of, or null if nothing was heard of it. */
  entryOfTrade(trade: OrderOfTrade): OrderEntry | null {
    assertObject(trade);
    const { exchange, symbol, orderId, clientOrderId } = trade;
    return this.table.find(exchange, symbol, orderId ?? null, clientOrderId ?? null);
  }

  /** Whether an order is known that has, or would have, this key; one that left memory too. */
  isKnown(key: string): boolean {
    const { exchange, symbol, id, clientOrderId } = idsOfKey(key);
    return this.table.find(exchange, symbol, id, clientOrderId) !== null;
  }

  /** Whether an order has not changed here for so long (ms). */
  isSettled(order: Order, forMs: number): boolean {
    const { exchange, symbol, id, clientOrderId } = order;
    const entry = this.table.find(exchange, symbol, id, clientOrderId);
    return entry !== null && this.table.unchangedFor(entry) >= forMs;
  }

  private *recordsInMemory(filter: OpenOrderFilter, state: OrderState): IterableIterator<OrderRecord> {
    const { index } = this.table;
    for (const { record } of state === 'open' ? index.allOpen(filter) : index.all(filter)) {
      if (isInState(record, state)) yield record;
    }
  }

  private isInFlight({ exchange, symbol, id, clientOrderId }: Order): boolean {
    return this.table.find(exchange, symbol, id, clientOrderId)?.record.heard === false;
  }

  private setCancelIntent(id: string, place: OrderLocator, isMeant: boolean): boolean {
    this.gate.pass();
    const entry = this.inMemory(id, place);
    if (entry === null || !isOpenStatus(entry.record.status)) return false;
    this.noteCancelIntent(entry, isMeant);
    return true;
  }

  private noteCancelIntent(entry: OrderEntry, isMeant: boolean): void {
    const { record } = entry;
    if (record.cancelIntent === isMeant) return;
    this.table.update(entry, { ...record, cancelIntent: isMeant });
    const { exchange, symbol } = record;
    this.gate.journal?.note(() => {
      this.setCancelIntent(shownId(record), { exchange, symbol }, isMeant);
      return null;
    });
  }

  private ordersOpenIds(filter: OpenOrderFilter): Set<string> {
    this.gate.pass();
    return new Set(Array.from(this.table.index.allOpen(filter), ({ record }) => shownId(record)));
  }

  private findFor(update: OrderUpdate): OrderEntry | null {
    assertObject(update);
    const { exchange, symbol, id, clientOrderId } = update;
    return this.table.find(exchange, symbol, id ?? null, clientOrderId ?? null);
  }

  private inMemory(id: string, place: OrderLocator): OrderEntry | null {
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
}

/** A refused update as a result; any other error goes on. */
export function rejection(update: OrderUpdate, error: unknown): UpdateResult {
  if (!(error instanceof UpdateFault)) throw error;
  return { outcome: 'rejected', orderId: idOf(update), field: error.field, reason: error.reason };
}

function idOf(update: unknown): string | null {
  if (typeof update !== 'object' || update === null) return null;
  const { id, clientOrderId } = update as { readonly id?: unknown; readonly clientOrderId?: unknown };
  if (typeof id === 'string') return id;
  return typeof clientOrderId === 'string' ? clientOrderId : null;
}

function shownId({
  id,
  clientOrderId,
}: {
  readonly id: string | null;
  readonly clientOrderId: string | null;
}): string {
  return id ?? clientOrderId ?? '';
}

function count(entries: Iterable<unknown>): number {
  let total = 0;
  for (const _ of entries) total++;
  return total;
}

/** Makes an update again, with a copy of it. */
export function updateAgain(update: OrderUpdate, apply: (update: OrderUpdate) => UpdateResult): Change {
  const copy = structuredClone(update);
  return () => {
    const { outcome, orderId, field = '', reason = '' } = apply(copy);
    return outcome === 'rejected'
      ? `an update of order ${orderId} does not fit what is stored: ${field} ${reason}`
      : null;
  };
}
