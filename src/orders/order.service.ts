import type { Entry } from '../state/entry.js';
import type { Change } from '../state/journal.js';
import type { CheckedUpdate } from './checked-update.js';
import { assertObject } from './field-checks.js';
import { InFlightWaiters } from './in-flight.js';
import { firstRecord, mergeUpdate } from './merge.js';
import type { MergeResult } from './merge.js';
import { checkIdempotencyKey, newOrderUpdate } from './new-order.js';
import type { InitializedOrder, NewOrder, NewOrderOptions } from './new-order.js';
import { isOpenStatus } from './order.js';
import type { OrderUpdate } from './order.js';
import type { OrderEntry } from './order-entry.js';
import type { OrderFilter, OrderLocator } from './order-filter.js';
import { OrderQueries } from './order-queries.js';
import { shownId } from './order-record.js';
import { checkUpdate } from './update-check.js';
import { rejection, updateAgain } from './update-result.js';
import type { UpdateResult } from './update-result.js';

/** An update on its way: checked and merged, nothing changed yet. */
export interface PreparedUpdate {
  readonly update: CheckedUpdate;
  /** The order that it is about; null if it is the first that is heard of it. */
  readonly entry: OrderEntry | null;
  readonly merge: MergeResult;
}

/** The orders of a scope: merging what is heard of them, and asking for them. */
export class OrderService extends OrderQueries {
  private readonly inFlight = new InFlightWaiters();

  /**
   * Notes an order that was just created here, before the exchange has answered. If an order with its id, its client id, or
   * the request's idempotency key is known already, that one stays as it is; the key leads to it from then on, if none did before.
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
    if (known === null) {
      const { view } = this.table.insert({ ...firstRecord(update), idempotencyKey });
      this.gate.journal?.note(this.initializationAgain(order, options));
      return { order: view, created: true };
    }
    // The exchange was faster than the request that created the order: made again, with new ids too, it must lead here.
    if (idempotencyKey !== null && known.record.idempotencyKey === null) {
      this.table.update(known, { ...known.record, idempotencyKey });
      this.gate.journal?.note(this.initializationAgain(order, options));
    }
    return { order: known.view, created: false };
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

  /**
   * Checks and merges an update without changing anything.
   *
   * @throws {UpdateFault} naming the field that is wrong.
   * @internal
   */
  prepare(raw: OrderUpdate): PreparedUpdate {
    const entry = this.findFor(raw);
    const update = checkUpdate(raw, entry?.record ?? null);
    return { update, entry, merge: mergeUpdate(entry?.record ?? null, update) };
  }

  /** Carries out what `prepare` found. @returns the order afterwards. @internal */
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
   * The record that was made for the order of an update by its client id alone, where that has fills and the two turn out to be one by this
   * update, or did so before.
   */
  twinOf({ entry, merge }: PreparedUpdate): OrderEntry | null {
    if (entry === null) return null;
    if (merge.outcome !== 'applied') return entry.hasTwin ? this.table.twinOf(entry.record) : null;
    const isLinked = entry.record.clientOrderId === null && merge.record.clientOrderId !== null;
    return isLinked || entry.hasTwin ? this.table.twinOf(merge.record) : null;
  }

  /** Takes out a twin that was merged into its order. @returns its removal, to be committed with what its position counted of it. */
  absorbTwin(entry: OrderEntry, twin: OrderEntry): Entry {
    return this.table.absorb(entry, twin);
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

  private findFor(update: OrderUpdate): OrderEntry | null {
    assertObject(update);
    const { exchange, symbol, id, clientOrderId } = update;
    return this.table.find(exchange, symbol, id ?? null, clientOrderId ?? null);
  }
}
