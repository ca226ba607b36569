import { checkInstrument } from '../instruments/check-instrument.js';
import type { Instrument, InstrumentDefinition } from '../instruments/instrument.js';
import type { InstrumentTable } from '../instruments/instrument.table.js';
import type { OrderUpdate } from '../orders/order.js';
import { rejection, updateAgain } from '../orders/update-result.js';
import type { OrderService } from '../orders/order.service.js';
import type { UpdateResult } from '../orders/update-result.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { Gate } from '../state/gate.js';
import type { Change } from '../state/journal.js';
import type { Adopted } from './adoption.js';
import { checkAdjustment } from './adjustment.js';
import type { Adjustment } from './adjustment.js';
import type { AdjustmentResult, AppliedUpdate } from './applied-update.js';
import type { Position } from './position.js';
import type { PositionEntry } from './position-entry.js';
import type { PositionPlace, PositionRecord } from './position-record.js';
import { isFlat } from './leg.js';
import { matchesPosition } from './position-filter.js';
import type { PositionFilter } from './position-filter.js';
import { positionView } from './position-view.js';
import type { Mark } from './position-view.js';
import type { PositionTable } from './position.table.js';
import { AmbiguousPositionError } from './positions.errors.js';
import { PositionMover } from './position-mover.js';
import type { AccountTrade } from './trade.js';

/** Where positions find the price that they are valued at. */
export interface MarkSource {
  markOf(symbol: string): Mark | null;
}

/** The positions of a scope: moved by the fills of orders, and asked for. */
export class PositionService {
  private readonly mover: PositionMover;

  constructor(
    private readonly orders: OrderService,
    private readonly table: PositionTable,
    private readonly instruments: InstrumentTable,
    private readonly marks: MarkSource,
    private readonly gate: Gate,
    private readonly now: () => number,
  ) {
    this.mover = new PositionMover(orders, table, instruments, now);
  }

  /**
   * Merges an update into its order and moves the position by what the position has not counted of it yet. However often
   * an update comes, each fill counts once.
   */
  applyUpdate(raw: OrderUpdate): AppliedUpdate {
    this.gate.pass();
    try {
      const applied = this.mover.moveByOrder(this.orders.prepare(raw));
      this.gate.journal?.note(updateAgain(raw, (again) => this.applyUpdate(again)));
      return applied;
    } catch (error) {
      return rejection(raw, error);
    }
  }

  /**
   * Moves a position by one trade, where exchanges tell trades instead of orders, or beside them: it counts only what neither an order
   * nor another trade has told of the same fill. The order itself does not change.
   */
  applyTrade(raw: AccountTrade): AppliedUpdate {
    this.gate.pass();
    try {
      const applied = this.mover.moveByTrade(raw);
      this.gate.journal?.note(again(raw, (copy) => this.applyTrade(copy)));
      return applied;
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      return { outcome: 'rejected', orderId: null, field: error.field, reason: error.reason };
    }
  }

  /** Changes a position by what no order tells: funding, transfers, corrections. Each id once. */
  applyAdjustment(raw: Adjustment): AdjustmentResult {
    this.gate.pass();
    try {
      if (!this.mover.adjust(checkAdjustment(raw))) return { outcome: 'duplicate' };
      this.gate.journal?.note(again(raw, (copy) => this.applyAdjustment(copy)));
      return { outcome: 'applied' };
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      return { outcome: 'rejected', field: error.field, reason: error.reason };
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
    for (const instrument of instruments) this.mover.assertTermsFit(instrument);
    for (const instrument of instruments) this.instruments.register(instrument);
    this.gate.journal?.note(() => this.registerAgain(instruments));
  }

  /**
   * Makes a position what the exchange says it is, where it differs: the difference is an adjustment, nothing is realized by it. Fills up to
   * `asOf` that are heard of later are in it already, and do not move it again.
   *
   * @internal
   */
  adopt(place: PositionPlace, adopted: Adopted): void {
    this.gate.pass();
    const terms = this.mover.countedOn(place);
    this.table.adopt(place, adopted, terms, this.now());
    this.gate.journal?.note(() => {
      this.adopt(place, adopted);
      return null;
    });
  }

  /** The positions of an exchange as they are kept, exactly. @internal */
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

  private registerAgain(instruments: readonly Instrument[]): string | null {
    try {
      this.registerInstruments(instruments);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /**
   * Forgets what is too old to be told again: orders that only trades told of and ids of adjustments, before a time (ms) on the cache's
   * own clock.
   *
   * @returns how many orders, up to `limit`.
   * @internal
   */
  forget(before: number, limit: number): number {
    this.table.forgetAdjustments(before);
    return this.mover.forgetTradeOnly(before, limit);
  }

  /** Watches an order that only trades have told of, as at load. @internal */
  watchTradeOnly(key: string, heardAt: number): void {
    this.mover.watchTradeOnly(key, heardAt);
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

/** Makes a change again, with a copy of what it was made with. */
function again<T>(given: T, apply: (copy: T) => AppliedUpdate | AdjustmentResult): Change {
  const copy = structuredClone(given);
  return () => {
    const { outcome, field = '', reason = '' } = { ...apply(copy) } as UpdateResult;
    return outcome === 'rejected' ? `a change does not fit what is stored: ${field} ${reason}` : null;
  };
}
