import { NO_AMOUNTS } from '../decimal/amounts.js';
import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { Instrument } from '../instruments/instrument.js';
import { InvalidInstrumentError } from '../instruments/instruments.errors.js';
import type { ContractTerms, InstrumentTable } from '../instruments/instrument.table.js';
import type { CheckedUpdate } from '../orders/checked-update.js';
import type { OrderEntry } from '../orders/order-entry.js';
import { orderKey } from '../orders/order-key.js';
import { mergeUpdate } from '../orders/merge.js';
import { mergeTwin } from '../orders/merge-twin.js';
import type { OrderService, PreparedUpdate } from '../orders/order.service.js';
import type { OrderRecord } from '../orders/order-record.js';
import { UpdateFault } from '../orders/update-fault.js';
import { DueQueue } from '../state/due-queue.js';
import type { CheckedAdjustment } from './adjustment.js';
import type { AppliedUpdate } from './applied-update.js';
import { fillBeyond } from './fill.js';
import type { Fill, OrderFill } from './fill.js';
import { deficitGap, gapOf } from './gap.js';
import { namedFill, nameFills } from './named-fills.js';
import type { NamedStep } from './named-fills.js';
import { orderFoundAgain } from './order-at-watermark.js';
import type { PositionEntry } from './position-entry.js';
import type { PositionPlace } from './position-record.js';
import type { PositionTable } from './position.table.js';
import { checkTrade } from './trade.js';
import type { AccountTrade } from './trade.js';
import { tradeStep } from './trade-fill.js';
import { joinWatermarks } from './twin-watermark.js';
import type { JoinedWatermark } from './twin-watermark.js';
import { freshWatermark, knownFees } from './watermark.js';
import type { Watermark } from './watermark.js';

/** Moves positions by what orders, trades and adjustments tell, on the terms of their markets, and counts each fill once. */
export class PositionMover {
  /** The keys of orders that only trades have told of, by when the latest of them was heard. */
  private readonly tradeOnly = new DueQueue<string>();

  constructor(
    private readonly orders: OrderService,
    private readonly table: PositionTable,
    private readonly instruments: InstrumentTable,
    private readonly now: () => number,
  ) {}

  /** @throws {UpdateFault} naming the field that is wrong. */
  moveByTrade(raw: AccountTrade): AppliedUpdate {
    const entry = this.orders.entryOfTrade(raw);
    const trade = checkTrade(raw, entry?.record.positionSide);
    const order = entry?.record ?? null;
    if (order !== null && order.side !== trade.side)
      throw new UpdateFault('side', `is ${trade.side}, but the order is known as ${order.side}`);
    const { exchange, symbol, positionSide, side } = trade;
    const terms = this.countedOn({ exchange, symbol, positionSide: order?.positionSide ?? positionSide });
    const key = entry?.key ?? orderKey(trade);
    const watermark =
      this.table.watermarks.get(key) ??
      freshWatermark(order ?? { exchange, symbol, positionSide, side }, terms.kind);
    if (watermark.side !== side)
      throw new UpdateFault('side', `is ${side}, but its order is known as ${watermark.side}`);
    const orderId = trade.id ?? trade.clientOrderId;
    const step = tradeStep(watermark, trade, order?.fees ?? NO_AMOUNTS, this.now());
    if (step === null) return { outcome: 'duplicate', orderId };
    if (entry === null) this.tradeOnly.push(key, this.now());
    if (step.fill === null && step.correction === 0n) {
      this.table.hear(key, step.counted);
      return { outcome: 'duplicate', orderId };
    }
    const held = this.table.find(step.counted)?.record ?? null;
    const at = trade.timestamp ?? this.now();
    const moved = this.count(key, step.counted, step.fill, terms, at, {
      correction: step.correction,
      unnamedAt: watermark.named?.unnamedAt ?? at,
    });
    if (entry !== null) entry.follows = moved.unit;
    const gap = deficitGap(orderId, held, moved.record);
    return gap === null ? { outcome: 'applied', orderId } : { outcome: 'applied', orderId, gap };
  }

  /** @throws {UpdateFault} naming the field that is wrong. */
  moveByOrder(heard: PreparedUpdate): AppliedUpdate {
    const found = this.withLostOrder(heard);
    const twin = this.orders.twinOf(found);
    const joined = twin === null ? null : this.joined(found, twin);
    const prepared = joined?.prepared ?? found;
    const { update, entry, merge } = prepared;
    const record = merge.outcome === 'applied' ? merge.record : (entry as NonNullable<typeof entry>).record;
    if (movesNothing(record, update) && !isLinked(entry, record)) {
      if (merge.outcome === 'applied') this.orders.commit(prepared);
      return { outcome: merge.outcome, orderId: idOf(record) };
    }
    const terms = this.termsFor(update, record);
    const key = entry?.key ?? orderKey(record);
    const known =
      joined?.watermark?.kept ?? this.watermarkFor(key, entry, record) ?? freshWatermark(record, terms.kind);
    const fill = fillBeyond(record, known);
    const at = update.timestamp ?? record.timestamp ?? this.now();
    // In the common case every fill is named when it is counted, and nothing is kept of that.
    const names =
      known.named === null && (fill === null || fill.isNamed)
        ? null
        : namesAfter(known, fill, record, update, at);
    const isHeard = names === null || (names.named === known.named && names.correction === 0n);
    if (fill === null && isHeard && merge.outcome !== 'applied')
      return { outcome: merge.outcome, orderId: idOf(record) };

    this.registerContractSize(update);
    const order = this.orders.commit(prepared);
    if (joined !== null) this.join(joined, order, terms, at);
    const strayed = hasStrayed(known, record);
    const watermark = strayed ? { ...known, positionSide: record.positionSide } : known;
    if (strayed) order.follows = this.table.moveToLeg(key, known, watermark, terms, at).unit;
    if (fill === null && isHeard) return { outcome: 'applied', orderId: idOf(record) };
    const cost = fill === null ? watermark.cost : watermark.cost + fill.cost;
    const counted: Watermark = {
      exchange: watermark.exchange,
      symbol: watermark.symbol,
      positionSide: watermark.positionSide,
      side: watermark.side,
      kind: watermark.kind,
      quantity: fill === null ? watermark.quantity : watermark.quantity + fill.quantity,
      cost: names === null ? cost : cost + names.correction,
      fees: fill === null ? watermark.fees : knownFees(record.fees, watermark.trades),
      trades: watermark.trades,
      named: names === null ? null : names.named,
    };
    // One-way positions cross zero, so that nothing is owed by them.
    const held = counted.positionSide === 'NET' ? null : (this.table.find(counted)?.record ?? null);
    const moved = this.count(key, counted, fill, terms, at, names);
    order.follows = moved.unit;
    const gap =
      (fill === null ? null : gapOf(record, update, fill, watermark.trades !== null)) ??
      deficitGap(idOf(record), held, moved.record);
    return gap === null
      ? { outcome: 'applied', orderId: idOf(record) }
      : { outcome: 'applied', orderId: idOf(record), gap };
  }

  /** An update of an order, with what was heard and counted of it under its client id alone; null where that cannot be made one. */
  private joined({ update, entry }: PreparedUpdate, twin: OrderEntry): Joined | null {
    if (entry === null) return null;
    const { watermarks } = this.table;
    const [own, other] = [watermarks.get(entry.key), watermarks.get(twin.key)];
    const watermark = joinWatermarks(own, other);
    if (watermark === null && own !== null && other !== null) return null;
    // The twin first: a trade that it told of is not another one when the update tells it again.
    const before = mergeTwin(entry.record, twin.record);
    const merge = mergeUpdate(before, update);
    const record = merge.outcome === 'applied' ? merge.record : before;
    const counted = watermark?.back === own ? entry.record : twin.record;
    return {
      prepared: { update, entry, merge: { outcome: 'applied', record } },
      twin,
      watermark,
      countedAt: counted.timestamp,
    };
  }

  private join(joined: Joined, order: OrderEntry, terms: ContractTerms, at: number): void {
    const { twin, watermark, countedAt } = joined;
    const removal = this.orders.absorbTwin(order, twin);
    if (watermark === null) {
      this.table.drop(twin.key, removal);
      return;
    }
    const keys = { kept: order.key, twin: twin.key };
    order.follows = this.table.join(keys, watermark, terms, countedAt ?? at, at, removal).unit;
  }

  /** Counts a fill, if there is one, and what those that were counted before turn out to have cost. */
  private count(
    key: string,
    counted: Watermark,
    fill: Fill | null,
    terms: ContractTerms,
    at: number,
    names: Pick<NamedStep, 'correction' | 'unnamedAt'> | null,
  ): PositionEntry {
    const moved = fill === null ? null : this.table.apply(key, counted, fill, terms, at);
    if (names !== null && names.correction !== 0n)
      return this.table.correct(key, counted, names.correction, names.unnamedAt, at);
    return moved ?? this.table.hear(key, counted);
  }

  /** The first that is heard of an order may be about one that a crash lost after its position had counted of it. */
  private withLostOrder(prepared: PreparedUpdate): PreparedUpdate {
    const { update, entry, merge } = prepared;
    if (entry !== null || merge.outcome !== 'applied') return prepared;
    const watermark = this.table.watermarks.get(orderKey(merge.record));
    if (watermark === null) return prepared;
    const record = orderFoundAgain(merge.record, update, watermark);
    return record === null ? prepared : { update, entry, merge: { outcome: 'applied', record } };
  }

  /** Trades of an order may have come under its id while the order was known by its client id only. */
  private watermarkFor(key: string, entry: PreparedUpdate['entry'], record: OrderRecord): Watermark | null {
    return (
      this.table.watermarks.get(key) ??
      (isLinked(entry, record) ? this.table.rekey(orderKey(record), key) : null)
    );
  }

  /** @throws {UpdateFault} if the update names another contract size than an open position was counted in. */
  private termsFor(update: CheckedUpdate, record: OrderRecord): ContractTerms {
    if (update.contractSize === null) return this.countedOn(record);
    const registered = this.instruments.termsOf(record.exchange, record.symbol);
    const open = this.table.find(record)?.record;
    const counted = open === undefined || open.quantity === 0n ? null : open.contractSize;
    const contractSize = toFixedPoint(update.contractSize);
    if (counted !== null && contractSize !== counted) {
      throw new UpdateFault(
        'contractSize',
        `is ${update.contractSize}, but the position that is open was counted with ${fromFixedPoint(counted)}; it can change when the position is flat`,
      );
    }
    return contractSize === registered.contractSize ? registered : { ...registered, contractSize };
  }

  /** The terms that a position is counted on: while it is open, with the contract size that it was opened with. */
  countedOn(place: PositionPlace): ContractTerms {
    const registered = this.instruments.termsOf(place.exchange, place.symbol);
    const open = this.table.find(place)?.record;
    return open === undefined || open.quantity === 0n || open.contractSize === registered.contractSize
      ? registered
      : { ...registered, contractSize: open.contractSize };
  }

  private registerContractSize({ exchange, symbol, contractSize }: CheckedUpdate): void {
    if (contractSize !== null) this.instruments.registerContractSize(exchange, symbol, contractSize);
  }

  /**
   * What was counted on other terms cannot be counted on.
   *
   * @throws {InvalidInstrumentError} naming the term that does not fit.
   */
  assertTermsFit({ exchange, symbol, kind, contractSize }: Instrument): void {
    for (const { record } of this.table.ofSymbol(symbol)) {
      if (record.exchange !== exchange || record.updatedAt === null) continue;
      if (record.kind !== kind)
        throw new InvalidInstrumentError(
          symbol,
          'kind',
          `is ${kind}, but its fills were counted as ${record.kind}; register it before the first`,
        );
      if (record.quantity !== 0n && record.contractSize !== toFixedPoint(contractSize))
        throw new InvalidInstrumentError(
          symbol,
          'contractSize',
          `is ${contractSize}, but the position that is open was counted with ${fromFixedPoint(record.contractSize)}; it can change when the position is flat`,
        );
    }
  }

  /** Applies an adjustment. @returns whether it was new. @throws {UpdateFault} naming the field that is wrong. */
  adjust(adjustment: CheckedAdjustment): boolean {
    return this.table.adjust(adjustment, this.countedOn(adjustment), this.now());
  }

  /** Forgets up to `limit` orders that only trades told of, the latest of them before a time (ms). @returns how many. */
  forgetTradeOnly(heardBefore: number, limit: number): number {
    let forgotten = 0;
    for (
      let key = this.tradeOnly.due(heardBefore);
      key !== null && forgotten < limit;
      key = this.tradeOnly.due(heardBefore)
    ) {
      this.tradeOnly.shift();
      const trades = this.table.watermarks.get(key)?.trades ?? null;
      if (trades === null || trades.heardAt > heardBefore || this.orders.isKnown(key)) continue;
      this.table.drop(key, null);
      forgotten++;
    }
    return forgotten;
  }

  /** Watches an order that only trades have told of, as at load. */
  watchTradeOnly(key: string, heardAt: number): void {
    this.tradeOnly.push(key, heardAt);
  }
}

/** An order and its twin as one, nothing changed yet. */
interface Joined {
  readonly prepared: PreparedUpdate;
  readonly twin: OrderEntry;
  /** Null where nothing was counted of either. */
  readonly watermark: JoinedWatermark | null;
  /** The time of the fills that were counted twice (ms); null where it is not known. */
  readonly countedAt: number | null;
}

/** What an order has named of its fills with this update, and with what was merged into it without moving its position. */
function namesAfter(
  known: Watermark,
  fill: OrderFill | null,
  record: OrderRecord,
  update: CheckedUpdate,
  at: number,
): NamedStep {
  const counted = {
    quantity: known.quantity + (fill?.quantity ?? 0n),
    cost: known.cost + (fill?.cost ?? 0n),
  };
  const fills = [
    namedFill(known.kind, record.filled, record.lastFilled, record.lastFilledPrice),
    namedFill(known.kind, update.filled, update.lastFilled, update.lastFilledPrice),
  ];
  return nameFills(known, counted, fills, fill === null || fill.isNamed ? null : at);
}

/** Nothing of it was filled, and nothing paid; and it tells nothing of its market. */
function movesNothing(record: OrderRecord, update: CheckedUpdate): boolean {
  return record.filled === '0' && record.fees.length === 0 && update.contractSize === null;
}

/** Whether trades that did not tell their leg were taken for one-way ones, before the order told that it is another's. */
function hasStrayed({ trades, positionSide }: Watermark, order: OrderRecord): boolean {
  return trades !== null && positionSide === 'NET' && order.positionSide !== 'NET';
}

/** Whether an order that was known by its client id only gets its id now. */
function isLinked(entry: PreparedUpdate['entry'], record: OrderRecord): boolean {
  return entry !== null && entry.record.id === null && record.id !== null;
}

function idOf({ id, clientOrderId }: OrderRecord): string | null {
  return id ?? clientOrderId;
}
