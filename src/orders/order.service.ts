import { executionOf } from '../ledger/execution.js';
import type { Bust } from '../ledger/evidence.js';
import type { Arrivals } from '../ledger/message-time.js';
import type { Gate } from '../state/gate.js';
import type { ScopeTelemetry } from '../telemetry/scope-telemetry.js';
import { assertObject } from './field-checks.js';
import type { FillBook, GoneFill } from './fill-book.js';
import { InFlightWaiters } from './in-flight.js';
import {
  canBeOne,
  deriveAnew,
  isCallersWord,
  emptyOrder,
  inFull,
  joinBustInto,
  joinExecutionInto,
  joinUpdate,
  keysOf,
  mergeOrders,
} from './join-order.js';
import type { Joined, NewNames } from './join-order.js';
import { checkIdempotencyKey, newOrderUpdate } from './new-order.js';
import type { InitializedOrder, NewOrder, NewOrderOptions } from './new-order.js';
import { isOpenStatus, isTerminalStatus } from './order.js';
import type { OrderUpdate } from './order.js';
import type { OrderEntry } from './order-entry.js';
import type { FillChange } from './order-figures.js';
import { NO_CHANGE } from './order-figures.js';
import type { OrderFilter, OrderLocator } from './order-filter.js';
import type { OrderHistory } from './order-history.js';
import { OrderQueries } from './order-queries.js';
import { fillsOfRecord, hasCancelIntent, isShown, namesOf, shownId } from './order-record.js';
import type { CallerWords, CancelRequest, OrderRecord } from './order-record.js';
import { orderView } from './order-view.js';
import type { OrderTable } from './order.table.js';
import { PlainOrder } from './plain-order.js';
import { beginPlain, joinPlain } from './plain-report.js';
import type { CheckedBust, CheckedTrade } from './trade.js';
import { isSameFill } from '../ledger/order-fill.js';
import type { OrderFill } from '../ledger/order-fill.js';
import { checkUpdate } from './update-check.js';
import { UpdateFault } from './update-fault.js';
import { rejection } from './update-result.js';
import type { UpdateResult } from './update-result.js';

/** What a message did to its order; it was applied where callers see a change. */
export interface JoinedMessage {
  readonly outcome: 'applied' | 'duplicate' | 'stale';
  readonly entry: OrderEntry;
  /** What became of the order's fills. */
  readonly change: FillChange;
}

/** The orders of a scope: joining what is reported of them, and asking for them. */
export class OrderService extends OrderQueries {
  private readonly inFlight = new InFlightWaiters();

  constructor(
    table: OrderTable,
    history: OrderHistory,
    gate: Gate,
    private readonly book: FillBook,
    private readonly arrivals: Arrivals,
    private readonly telemetry: ScopeTelemetry,
  ) {
    super(table, history, gate);
  }

  /**
   * Notes an order that was just created here, before the exchange has answered. If an order with its id, its client id, or
   * the request's idempotency key is known already, that one stays as it is, and the key leads to it from then on. Under a
   * client id whose order has ended, another order begins.
   *
   * @returns the order as it is now, and whether this call created it.
   * @throws {UpdateFault} naming the field that is wrong.
   * @throws {LimitReachedError} if the scope holds as many orders, or keys, as it may; nothing has changed then.
   */
  orderInitialized(order: NewOrder, options: NewOrderOptions = {}): InitializedOrder {
    return this.gate.change(
      [order, options],
      (again) => this.orderInitialized(...again),
      () => {
        const update = checkUpdate(newOrderUpdate(order), null);
        const key = checkIdempotencyKey(options.idempotencyKey);
        const byKey = key === null ? null : this.table.index.withIdempotencyKey(key);
        if (key !== null && byKey === null) this.table.admitIdempotencyKey();
        const known = byKey ?? this.knownAs(update);
        if (known !== null && (byKey !== null || isShown(known.record))) {
          // The exchange was faster than the request that created the order: made again, with new ids too, it must lead here.
          if (key !== null) this.withKey(known, key);
          return { order: known.view, created: false };
        }
        if (known === null) this.table.admit();
        const market = this.table.markets.find(update.exchange, update.symbol);
        const before = known?.record ?? emptyOrder(update, market);
        const joined = joinUpdate(
          before,
          update,
          this.arrivals.timeOf(null, update.exchange),
          this.book.termsOf,
        ) as Joined;
        const caller = withKey(joined.record.caller, key);
        const entry = this.put(known, { ...joined, record: { ...joined.record, caller } });
        return { order: entry.view, created: true };
      },
    );
  }

  /** Joins a report into its order. Its fills count in the position as by `PositionService.applyUpdate`, each once. */
  orderStatusUpdate(update: OrderUpdate): UpdateResult {
    // Around the gate: what is refused is no change, and is not made again.
    try {
      return this.gate.change(
        [update],
        (again) => this.orderStatusUpdate(...again),
        () => {
          const { outcome, entry } = this.joinReport(update);
          return this.telemetry.told('report', { outcome, orderId: shownId(entry.record) });
        },
      );
    } catch (error) {
      return this.telemetry.told('report', rejection(update, error));
    }
  }

  /**
   * Joins a report.
   *
   * @param isListed whether it is an entry of a list of open orders that was asked for.
   * @throws {UpdateFault} naming the field that is wrong; nothing has changed then.
   * @throws {LimitReachedError} if it is of an order that is not known, and the scope holds as many as it may; nothing has changed then.
   * @internal
   */
  joinReport(raw: OrderUpdate, isListed = false): JoinedMessage {
    assertObject(raw);
    const plain = this.joinPlainly(raw);
    if (plain !== null) return plain;
    const entries = this.table.resolve(raw);
    const update = checkUpdate(raw, entries[0]?.record ?? null);
    if (entries.length === 0) this.table.admit();
    this.book.learn(update);
    const at = this.arrivals.timeOf(isCallersWord(update.status) ? null : update.timestamp, update.exchange);
    const message = this.join(update, update.formerId, entries, (record) =>
      joinUpdate(record, update, at, this.book.termsOf, isListed),
    );
    if (message.outcome === 'applied') this.inFlight.changed();
    else if (update.timestamp !== null && isOlder(update.timestamp, message.entry.record))
      return { ...message, outcome: 'stale' };
    return message;
  }

  /** The short way of a plain report, beside which nothing is to be looked at; null where it is not one. @throws {LimitReachedError} as `joinReport`. */
  private joinPlainly(raw: OrderUpdate): JoinedMessage | null {
    const { exchange, symbol, id, clientOrderId } = raw;
    if (typeof exchange !== 'string' || typeof symbol !== 'string' || typeof id !== 'string') return null;
    const { table } = this;
    const known = table.index.at(exchange, symbol, id);
    if (known === null) {
      if (clientOrderId != null && table.index.withoutId(exchange, symbol, clientOrderId) !== null)
        return null;
      const begun = beginPlain(raw, table.markets);
      if (begun === null) return null;
      table.admit();
      this.arrivals.timeOf(raw.timestamp as number, exchange);
      const entry = table.insert(this.book.recalled(begun));
      this.inFlight.changed();
      return { outcome: 'applied', entry, change: NO_CHANGE };
    }
    const before = known.isAtRest ? null : known.record;
    if (!(before instanceof PlainOrder)) return null;
    const record = joinPlain(before, raw);
    if (record === null) return null;
    this.arrivals.timeOf(raw.timestamp as number, exchange);
    const change =
      record.executions === before.executions
        ? NO_CHANGE
        : { added: [record.last as OrderFill], removed: NO_CHANGE.removed };
    this.table.update(known, record);
    if (change !== NO_CHANGE) this.enter(known, change.added);
    this.inFlight.changed();
    return { outcome: 'applied', entry: known, change };
  }

  /** Joins a trade. @throws {LimitReachedError} as `joinReport`. @internal */
  joinTrade(trade: CheckedTrade): JoinedMessage {
    const entries = this.table.resolve(trade);
    if (entries.length === 0) this.table.admit();
    const at = this.arrivals.timeOf(trade.timestamp, trade.exchange);
    const { tradeId, quantity, price, fee, feeCurrency, liquidity } = trade;
    const execution = executionOf(
      { tradeId, end: null, span: null, cumFees: null },
      { byTrade: true, at, quantity, price, fee, feeCurrency, liquidity },
    );
    return this.join(trade, null, entries, (record) =>
      joinExecutionInto(record, execution, trade, trade.positionSide, this.book.termsOf),
    );
  }

  /**
   * Joins that a trade was taken back; it may come before the trade.
   *
   * @throws {UpdateFault} if its order is not named, and not exactly one is known to have the trade.
   * @throws {LimitReachedError} as `joinReport`.
   * @internal
   */
  joinBust(bust: CheckedBust): JoinedMessage {
    const isNamed = bust.id !== null || bust.clientOrderId !== null;
    const entries = isNamed ? this.table.resolve(bust) : this.ordersWithTrade(bust);
    if (entries.length !== 1 && !isNamed) {
      const orders = entries.length === 0 ? 'no order that is known' : `${entries.length} orders`;
      throw new UpdateFault('tradeId', `is of ${orders}: give orderId or clientOrderId`);
    }
    if (entries.length === 0) this.table.admit();
    const isNews = !entries.some(({ record }) => hasBust(record, bust.tradeId));
    const word: Bust = { tradeId: bust.tradeId, at: this.arrivals.timeOf(bust.timestamp, bust.exchange) };
    const message = this.join({ ...bust, side: null }, null, entries, (record) =>
      joinBustInto(record, word, this.book.termsOf),
    );
    // Callers see nothing of a bust that comes before its trade, but it is kept, and takes the trade back.
    return isNews ? { ...message, outcome: 'applied' } : message;
  }

  /** @param count how many orders are to begin. @throws {LimitReachedError} if the scope holds as many as it may. @internal */
  admit(count: number): void {
    this.table.admit(count);
  }

  /** Derives an order's fills anew, because a snapshot was adopted among them. @internal */
  deriveAnew(entry: OrderEntry): void {
    const joined = deriveAnew(entry.record, this.book.termsOf);
    if (joined !== null) this.put(entry, joined);
  }

  /**
   * Notes that the caller means to cancel an order, before the request is sent: from now on queries for open orders leave it out unless
   * asked. It ends with the order, when the exchange refuses the cancel, or with `clearCancelIntent`.
   *
   * @returns whether there is such an order, and it is open.
   * @throws {AmbiguousOrderError} if several orders have the id and `place` does not tell which.
   */
  markCancelIntent(id: string, place: OrderLocator = {}): boolean {
    return this.gate.change(
      [id, place],
      (again) => this.markCancelIntent(...again),
      () => this.setCancelIntent(id, place, true),
    );
  }

  /** Takes `markCancelIntent` back: the request could not be sent. */
  clearCancelIntent(id: string, place: OrderLocator = {}): boolean {
    return this.gate.change(
      [id, place],
      (again) => this.clearCancelIntent(...again),
      () => this.setCancelIntent(id, place, false),
    );
  }

  /** `markCancelIntent` for all open orders that match. @returns their ids. */
  markAllCancelIntent(filter: OrderFilter = {}): Set<string> {
    return this.gate.change(
      [filter],
      (again) => this.markAllCancelIntent(...again),
      () => {
        const entries = [...this.table.index.allOpen(filter)];
        for (const entry of entries) this.noteCancelIntent(entry, true);
        return new Set(entries.map(({ record }) => shownId(record)));
      },
    );
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

  /** Joins a message into its order, and orders that the message shows to be one. */
  private join(
    names: NewNames,
    formerId: string | null,
    entries: readonly OrderEntry[],
    join: (record: OrderRecord) => Joined | null,
  ): JoinedMessage {
    // By index: destructuring a list is slow, and nearly all messages are about one order.
    const entry = entries[0];
    if (entry === undefined) {
      const fresh = emptyOrder(names, this.table.markets.find(names.exchange, names.symbol));
      const joined = join(formerId === null ? fresh : { ...fresh, formerIds: [formerId] }) as Joined;
      return { outcome: 'applied', entry: this.put(null, joined), change: joined.change };
    }
    const before = entry.record;
    const others = entries.length === 1 ? [] : othersOf(entry, entries);
    if (others.length > 0) return this.joinMerged(entry, others, join);
    const joined = join(before);
    if (joined === null) return { outcome: 'duplicate', entry, change: NO_CHANGE };
    const isSeen = !looksSame(before, joined.record, joined.change);
    this.put(entry, joined, isSeen);
    return { outcome: isSeen ? 'applied' : 'duplicate', entry, change: joined.change };
  }

  /** Joins a message into an order, and into it the others that turn out to be the same. */
  private joinMerged(
    entry: OrderEntry,
    others: readonly OrderEntry[],
    join: (record: OrderRecord) => Joined | null,
  ): JoinedMessage {
    const before = entry.record;
    const merged = others.reduce(
      (record, each) => mergeOrders(record, each.record, this.book.termsOf).record,
      before,
    );
    const record = join(merged)?.record ?? merged;
    const gone = others.flatMap((other) => this.book.leave(other));
    this.put(entry, { record, change: wholeChange(before, record) }, true, gone);
    for (const other of others) this.table.absorb(entry, other);
    return { outcome: 'applied', entry, change: NO_CHANGE };
  }

  /** Sets an order's record and enters what became of its fills. @param isSeen whether callers can see that anything changed. */
  private put(
    known: OrderEntry | null,
    { record, change }: Joined,
    isSeen = true,
    absorbed: readonly GoneFill[] = NONE_GONE,
  ): OrderEntry {
    if (known === null) {
      const entry = this.table.insert(this.book.recalled(record));
      if (change.added.length > 0) this.enter(entry, change.added);
      return entry;
    }
    const before = known.record;
    const isElsewhere = record.positionSide !== before.positionSide || shownId(record) !== shownId(before);
    const { added, removed } = isElsewhere ? wholeChange(before, record) : change;
    const taken = removed.length > 0 ? this.book.take(known, removed) : [];
    this.table.update(known, record, isSeen);
    if (added.length > 0 || removed.length > 0) this.enter(known, added, [...taken, ...absorbed]);
    else if (record.settled.length > 0) this.book.settleAnew(known);
    return known;
  }

  private enter(entry: OrderEntry, fills: readonly OrderFill[], gone: readonly GoneFill[] = NONE_GONE): void {
    this.book.enter(entry, fills, gone);
    if (entry.record.settled.length > 0 || this.book.hasSettled(entry, fills)) this.book.settleAnew(entry);
  }

  /** The order that a request to create one is about: not one that has ended under its client id. */
  private knownAs(update: NewNames): OrderEntry | null {
    const { exchange, symbol, id, clientOrderId } = update;
    const known = this.table.find(exchange, symbol, id, clientOrderId);
    if (known === null || id !== null) return known;
    return isTerminalStatus(known.record.status) ? null : known;
  }

  private ordersWithTrade({ exchange, symbol, tradeId }: CheckedBust): readonly OrderEntry[] {
    const found: OrderEntry[] = [];
    for (const entry of this.table.index.entries()) {
      const record = entry.read();
      const isHere = record.exchange === exchange && record.symbol === symbol;
      if (isHere && record.evidence.executions.hasTrade(tradeId)) found.push(entry);
    }
    return found;
  }

  private withKey(entry: OrderEntry, idempotencyKey: string): void {
    const { record } = entry;
    const caller = withKey(record.caller, idempotencyKey);
    if (caller !== record.caller) this.table.update(entry, { ...inFull(record), caller });
  }

  private setCancelIntent(id: string, place: OrderLocator, isMeant: boolean): boolean {
    const entry = this.inMemory(id, place);
    if (entry === null || !isOpenStatus(entry.record.status)) return false;
    this.noteCancelIntent(entry, isMeant);
    return true;
  }

  private noteCancelIntent(entry: OrderEntry, isHidden: boolean): void {
    const { record } = entry;
    if (hasCancelIntent(record) === isHidden) return;
    const known = record.caller.cancel ?? { since: record.reportedAt, isHidden, isStatus: false };
    const cancel: CancelRequest | null = isHidden || known.isStatus ? { ...known, isHidden } : null;
    this.table.update(entry, { ...inFull(record), caller: { ...record.caller, cancel } });
  }
}

const NONE_GONE: readonly GoneFill[] = Object.freeze([]);

function othersOf(entry: OrderEntry, entries: readonly OrderEntry[]): readonly OrderEntry[] {
  return entries.slice(1).filter((each) => canBeOne(entry.record, each.record));
}

/** What a caller said of an order, with the key of one more request; the same object where it has that key. */
function withKey(caller: CallerWords, key: string | null): CallerWords {
  const idempotencyKeys = key === null ? caller.idempotencyKeys : keysOf(caller, [key]);
  return idempotencyKeys === caller.idempotencyKeys ? caller : { ...caller, idempotencyKeys };
}

function hasBust({ evidence }: OrderRecord, tradeId: string): boolean {
  return evidence.busts.some((bust) => bust.tradeId === tradeId);
}

function isOlder(timestamp: number, { reportedAt }: OrderRecord): boolean {
  return reportedAt !== null && timestamp < reportedAt;
}

/**
 * Whether an order, its names and its fills look as before to callers: what a late message says is kept, but mostly changes nothing that anyone
 * can ask for.
 */
function looksSame(before: OrderRecord, after: OrderRecord, { added, removed }: FillChange): boolean {
  if (added.length !== removed.length || before.reportedAt !== after.reportedAt) return false;
  if (before.status !== after.status || before.filled !== after.filled) return false;
  return (
    added.every((fill, at) => isSameFill(fill, removed[at] as OrderFill)) &&
    isShown(before) === isShown(after) &&
    namesOf(before).join() === namesOf(after).join() &&
    before.replaces === after.replaces &&
    JSON.stringify(orderView(before)) === JSON.stringify(orderView(after))
  );
}

/** All fills of an order out, and all in again: they stand elsewhere. */
function wholeChange(before: OrderRecord, after: OrderRecord): FillChange {
  return { removed: fillsOfRecord(before), added: fillsOfRecord(after) };
}
