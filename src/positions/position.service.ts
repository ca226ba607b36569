import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import { checkInstrument } from '../instruments/check-instrument.js';
import type { Instrument, InstrumentDefinition } from '../instruments/instrument.js';
import { InvalidInstrumentError } from '../instruments/instruments.errors.js';
import type { ContractTerms, InstrumentTable } from '../instruments/instrument.table.js';
import type { CheckedUpdate } from '../orders/checked-update.js';
import type { OrderUpdate } from '../orders/order.js';
import { orderKey } from '../orders/order-key.js';
import { rejection, updateAgain } from '../orders/order.service.js';
import type { OrderService, PreparedUpdate, UpdateResult } from '../orders/order.service.js';
import type { OrderRecord } from '../orders/order-record.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { Gate } from '../state/gate.js';
import type { Adopted } from './adoption.js';
import { fillBeyond } from './fill.js';

import { deficitGap, gapOf } from './gap.js';
import type { Position, PositionGap } from './position.js';
import type { PositionEntry } from './position-entry.js';
import type { PositionPlace, PositionRecord } from './position-record.js';
import { isFlat } from './leg.js';
import { matchesPosition } from './position-filter.js';
import type { PositionFilter } from './position-filter.js';
import { positionView } from './position-view.js';
import type { Mark } from './position-view.js';
import type { PositionTable } from './position.table.js';
import { AmbiguousPositionError } from './positions.errors.js';
import { freshWatermark } from './watermark.js';
import type { Watermark } from './watermark.js';

/** What became of an update that may have moved a position. */
export interface AppliedUpdate extends UpdateResult {
  /** Where the position had to recover fills that were missed. */
  readonly gap?: PositionGap;
}

/** Where positions find the price that they are valued at. */
export interface MarkSource {
  markOf(symbol: string): Mark | null;
}

/** The positions of a scope: moved by the fills of orders, and asked for. */
export class PositionService {
  constructor(
    private readonly orders: OrderService,
    private readonly table: PositionTable,
    private readonly instruments: InstrumentTable,
    private readonly marks: MarkSource,
    private readonly gate: Gate,
    private readonly now: () => number,
  ) {}

  /**
   * Merges an update into its order and moves the position by what the position has not counted of it yet. However often
   * an update comes, each fill counts once.
   */
  applyUpdate(raw: OrderUpdate): AppliedUpdate {
    this.gate.pass();
    try {
      const applied = this.apply(this.orders.prepare(raw));
      this.gate.journal?.note(updateAgain(raw, (again) => this.applyUpdate(again)));
      return applied;
    } catch (error) {
      return rejection(raw, error);
    }
  }

  /**
   * Registers markets, all or none: how each is accounted, before its first fill.
   *
   * @throws {InvalidInstrumentError} naming the field that is wrong, or that cannot change any more.
   */
  registerInstruments(definitions: Iterable<InstrumentDefinition>): void {
    this.gate.pass();
    const instruments = Array.from(definitions, checkInstrument);
    for (const instrument of instruments) this.assertTermsFit(instrument);
    for (const instrument of instruments) this.instruments.register(instrument);
    this.gate.journal?.note(() => this.registerAgain(instruments));
  }

  /**
   * Makes a position what the exchange says it is, where it differs: the difference is an adjustment, nothing is realized by it. Fills up to
   * `asOf` that are heard of later are in it already, and do not move it again.
   */
  adopt(place: PositionPlace, adopted: Adopted): void {
    this.gate.pass();
    const terms = this.countedOn(place);
    this.table.adopt(place, adopted, terms, this.now());
    this.gate.journal?.note(() => {
      this.adopt(place, adopted);
      return null;
    });
  }

  /** The positions of an exchange as they are kept, exactly. */
  recordsOf(exchange: string): PositionRecord[] {
    this.gate.pass();
    return Array.from(this.table.all(), ({ record }) => record).filter(
      (record) => record.exchange === exchange,
    );
  }

  /** What is registered of a market, or null. */
  instrument(exchange: string, symbol: string): Instrument | null {
    this.gate.pass();
    return this.instruments.at(exchange, symbol);
  }

  /**
   * The position of a symbol, or null if there never was one. A flat position stays readable.
   *
   * @throws {AmbiguousPositionError} if several exchanges have one and `place` does not tell which.
   */
  position(symbol: string, place: Omit<PositionFilter, 'symbol'> = {}): Position | null {
    this.gate.pass();
    const candidates = this.table.ofSymbol(symbol).filter(({ record }) => matchesPosition(record, place));
    if (candidates.length > 1)
      throw new AmbiguousPositionError(
        symbol,
        candidates.map(({ record }) => record),
      );
    const [entry] = candidates;
    return entry === undefined ? null : this.view(entry);
  }

  getPosition(symbol: string, place?: Omit<PositionFilter, 'symbol'>): Promise<Position | null> {
    return Promise.resolve(this.position(symbol, place));
  }

  /** All positions that match, flat ones too. */
  positions(filter: PositionFilter = {}): Position[] {
    this.gate.pass();
    return this.matching(filter).map((entry) => this.view(entry));
  }

  /** All positions that match and are not flat. */
  positionsOpen(filter: PositionFilter = {}): Position[] {
    this.gate.pass();
    return this.openMatching(filter).map((entry) => this.view(entry));
  }

  positionsCount(filter: PositionFilter = {}): number {
    this.gate.pass();
    return this.matching(filter).length;
  }

  positionsOpenCount(filter: PositionFilter = {}): number {
    this.gate.pass();
    return this.openMatching(filter).length;
  }

  private apply(prepared: PreparedUpdate): AppliedUpdate {
    const { update, entry, merge } = prepared;
    const record = merge.outcome === 'applied' ? merge.record : (entry as NonNullable<typeof entry>).record;
    const terms = this.termsFor(update, record);
    const key = entry?.key ?? orderKey(record);
    const watermark = this.table.watermarks.get(key) ?? freshWatermark(record, terms.kind);
    const fill = fillBeyond(record, watermark);
    if (fill === null && merge.outcome !== 'applied')
      return { outcome: merge.outcome, orderId: idOf(record) };

    this.registerContractSize(update);
    const order = this.orders.commit(prepared);
    if (fill === null) return { outcome: 'applied', orderId: idOf(record) };
    const counted: Watermark = {
      exchange: watermark.exchange,
      symbol: watermark.symbol,
      positionSide: watermark.positionSide,
      side: watermark.side,
      kind: watermark.kind,
      quantity: watermark.quantity + fill.quantity,
      cost: watermark.cost + fill.cost,
      fees: record.fees,
    };
    const held = this.table.find(counted)?.record ?? null;
    const moved = this.table.apply(
      key,
      counted,
      fill,
      terms,
      update.timestamp ?? record.timestamp ?? this.now(),
    );
    order.follows = moved.unit;
    const gap = gapOf(record, update, fill) ?? deficitGap(record, held, moved.record);
    return gap === null
      ? { outcome: 'applied', orderId: idOf(record) }
      : { outcome: 'applied', orderId: idOf(record), gap };
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
  private countedOn(place: PositionPlace): ContractTerms {
    const registered = this.instruments.termsOf(place.exchange, place.symbol);
    const open = this.table.find(place)?.record;
    return open === undefined || open.quantity === 0n || open.contractSize === registered.contractSize
      ? registered
      : { ...registered, contractSize: open.contractSize };
  }

  private registerAgain(instruments: readonly Instrument[]): string | null {
    try {
      this.registerInstruments(instruments);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** What was counted on other terms cannot be counted on. */
  private assertTermsFit({ exchange, symbol, kind, contractSize }: Instrument): void {
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

  private registerContractSize({ exchange, symbol, contractSize }: CheckedUpdate): void {
    if (contractSize !== null) this.instruments.registerContractSize(exchange, symbol, contractSize);
  }

  private matching(filter: PositionFilter): PositionEntry[] {
    const candidates =
      filter.symbol === undefined ? [...this.table.all()] : this.table.ofSymbol(filter.symbol);
    return candidates.filter(({ record }) => matchesPosition(record, filter));
  }

  private openMatching(filter: PositionFilter): PositionEntry[] {
    return this.matching(filter).filter(({ record }) => !isFlat(record));
  }

  private view({ record }: PositionEntry): Position {
    const instrument = this.instruments.at(record.exchange, record.symbol);
    return positionView(record, instrument, this.marks.markOf(record.symbol));
  }
}

function idOf({ id, clientOrderId }: OrderRecord): string | null {
  return id ?? clientOrderId;
}
