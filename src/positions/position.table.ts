import { amountOf } from '../decimal/amounts.js';
import { fromFixedPoint } from '../decimal/fixed-point.js';
import { UNREGISTERED } from '../instruments/instrument.table.js';
import type { ContractTerms } from '../instruments/instrument.table.js';
import type { Changes } from '../state/changes.js';
import { Entry } from '../state/entry.js';
import { IdMap } from '../state/id-map.js';
import type { Unit } from '../state/entry.js';
import { atOnce, inSteps } from '../state/steps.js';
import { Table } from '../state/table.js';
import { CacheKey } from '../stores/cache-key.js';
import { adjustPosition } from './adjust.js';
import { adjustmentKey } from './adjustment.js';
import type { AppliedAdjustment, CheckedAdjustment } from './adjustment.js';
import { absorbFill, adoptPosition, isInSnapshot } from './adoption.js';
import type { Adopted } from './adoption.js';
import { priceFor } from './contract-cost.js';
import { correctCost } from './correct-cost.js';
import type { Fill } from './fill.js';
import { foldFill, payFromHolding } from './fold.js';
import { isFlat } from './leg.js';
import { backFill, takeBack } from './take-back.js';
import type { JoinedWatermark } from './twin-watermark.js';
import { PositionEntry } from './position-entry.js';
import type { PositionPlace, PositionRecord } from './position-record.js';
import { flatPosition } from './position-record.js';
import { signedQuantity } from './watermark.js';
import type { Watermark } from './watermark.js';

/** The positions of a scope, and beside each the watermarks of the orders that moved it, as one unit. */
export class PositionTable {
  readonly watermarks: Table<Watermark>;
  /** The adjustments that were applied, by their ids. */
  readonly adjustments: Table<AppliedAdjustment>;
  private readonly positions = new Map<string, PositionEntry>();
  private readonly bySymbol = new Map<string, PositionEntry[]>();

  constructor(private readonly changes: Changes) {
    this.watermarks = new Table(CacheKey.WATERMARK, changes, new IdMap());
    this.adjustments = new Table(CacheKey.ADJUSTMENT, changes);
  }

  get size(): number {
    return this.positions.size;
  }

  /** Positions that are not flat. */
  get openCount(): number {
    let open = 0;
    for (const { record } of this.positions.values()) if (!isFlat(record)) open++;
    return open;
  }

  clear(): void {
    this.positions.clear();
    this.bySymbol.clear();
    this.watermarks.clear();
    this.adjustments.clear();
  }

  all(): IterableIterator<PositionEntry> {
    return this.positions.values();
  }

  ofSymbol(symbol: string): readonly PositionEntry[] {
    return this.bySymbol.get(symbol) ?? [];
  }

  find(place: PositionPlace): PositionEntry | null {
    const legs = this.bySymbol.get(place.symbol);
    if (legs === undefined) return null;
    for (const entry of legs) if (isAt(entry.record, place)) return entry;
    return null;
  }

  /** Sets a position without marking it, as at load. */
  place(record: PositionRecord): void {
    const known = this.find(record);
    if (known === null) this.add(record);
    else known.record = record;
  }

  /** Adds an order's watermark without marking it, as at load; it joins the unit of its position, which may come later. */
  placeWatermark(orderKey: string, watermark: Watermark): Entry<Watermark> {
    const entry = this.watermarks.place(orderKey, watermark);
    entry.unit = this.findOrPlace(watermark).unit;
    return entry;
  }

  /**
   * Moves a position by a fill, and with it the watermark of the fill's order.
   *
   * @returns the position's entry, whose unit holds both changes.
   */
  apply(orderKey: string, counted: Watermark, fill: Fill, terms: ContractTerms, at: number): PositionEntry {
    const entry = this.findOrPlace(counted, terms);
    const fee = terms.feesFrom === null ? 0n : amountOf(fill.fees, terms.feesFrom);
    if (isInSnapshot(entry.record, at)) entry.record = absorbFill(entry.record, fill, fee, at);
    else {
      const folded = foldFill(onTerms(entry.record, terms), fill, at);
      const price = fee === 0n ? 0n : priceFor(terms.kind, counted.quantity, counted.cost);
      entry.record = fee === 0n ? folded : payFromHolding(folded, fee, price, at);
    }
    const watermark = this.watermarks.place(orderKey, counted);
    watermark.unit = entry.unit;
    this.changes.mark(entry);
    this.changes.mark(watermark);
    this.changes.turn.note(entry.record.symbol, entry);
    return entry;
  }

  /**
   * Corrects a position by what the counted fills of an order turn out to have cost, and with it the order's watermark.
   *
   * @param difference to what was counted.
   * @param countedAt when the fills were counted, as they told (ms): what a snapshot brought since has them at what they cost.
   * @param at the time of what tells the difference (ms).
   */
  correct(
    orderKey: string,
    counted: Watermark,
    difference: bigint,
    countedAt: number,
    at: number,
  ): PositionEntry {
    const entry = this.hear(orderKey, counted);
    if (isInSnapshot(entry.record, countedAt)) return entry;
    entry.record = correctCost(entry.record, counted.side, difference, at);
    this.changes.mark(entry);
    this.changes.turn.note(entry.record.symbol, entry);
    return entry;
  }

  /** Notes what was heard of an order's fills, where it moves nothing. @returns the position's entry. */
  hear(orderKey: string, counted: Watermark): PositionEntry {
    const entry = this.findOrPlace(counted);
    const watermark = this.watermarks.place(orderKey, counted);
    watermark.unit = entry.unit;
    this.changes.mark(watermark);
    return entry;
  }

  /** Gives an order the watermark that it had under another key, before its ids were known to belong together. */
  rekey(from: string, to: string): Watermark | null {
    const before = this.watermarks.find(from);
    if (before === null || this.watermarks.find(to) !== null) return null;
    before.removed = true;
    const watermark = this.watermarks.place(to, before.record);
    this.changes.markTogether(this.findOrPlace(before.record).unit, [before, watermark]);
    return before.record;
  }

  /**
   * Makes what was counted of an order under two keys one, and takes back from the position what was counted twice.
   *
   * @param countedAt when that was counted (ms): a snapshot that was adopted since does not have it twice.
   * @param together the removal of the record that had the other key.
   * @returns the position's entry, whose unit holds all of it.
   */
  join(
    keys: { readonly kept: string; readonly twin: string },
    { kept, back, correction }: JoinedWatermark,
    terms: ContractTerms,
    countedAt: number,
    at: number,
    together: Entry,
  ): PositionEntry {
    const entry = this.findOrPlace(kept, terms);
    if (back !== null) {
      const isIn = isInSnapshot(entry.record, countedAt);
      const fee = terms.feesFrom === null ? 0n : amountOf(back.fees, terms.feesFrom);
      entry.record = isIn
        ? absorbFill(entry.record, backFill(back), -fee, at)
        : takeBack(entry.record, back, fee, at);
      if (!isIn && correction !== 0n) entry.record = correctCost(entry.record, kept.side, correction, at);
    }
    const before = this.watermarks.find(keys.twin);
    if (before !== null) before.removed = true;
    const watermark = this.watermarks.place(keys.kept, kept);
    const members = before === null ? [entry, watermark, together] : [entry, watermark, before, together];
    this.changes.markTogether(entry.unit, members);
    this.changes.turn.note(entry.record.symbol, entry);
    return entry;
  }

  /**
   * Takes what an order's trades have moved from one leg to that of the order: trades need not tell it, and may come before the order's own
   * word. Both legs and the watermark are committed together.
   *
   * @param counted what was counted, on the leg that the trades were taken for.
   * @param onLeg the same on the order's leg.
   * @returns the entry of that leg.
   */
  moveToLeg(
    orderKey: string,
    counted: Watermark,
    onLeg: Watermark,
    terms: ContractTerms,
    at: number,
  ): PositionEntry {
    const { side, quantity, cost, fees } = onLeg;
    const from = this.findOrPlace(counted, terms);
    const to = this.findOrPlace(onLeg, terms);
    from.follows = to.unit;
    to.follows = from.unit;
    const back = backFill(counted);
    from.record = isInSnapshot(from.record, at)
      ? absorbFill(from.record, back, 0n, at)
      : foldFill(from.record, back, at);
    this.changes.mark(from);
    return this.apply(orderKey, onLeg, { side, quantity, cost, fees, estimated: false }, terms, at);
  }

  /**
   * Applies an adjustment, once.
   *
   * @returns whether it was new.
   * @throws {UpdateFault} if a flat position is to be opened at no price.
   */
  adjust(adjustment: CheckedAdjustment, terms: ContractTerms, now: number): boolean {
    const key = adjustmentKey(adjustment);
    if (this.adjustments.find(key) !== null) return false;
    const record = this.find(adjustment)?.record ?? flatPosition(adjustment, terms.contractSize, terms.kind);
    const adjusted = adjustPosition(onTerms(record, terms), adjustment, adjustment.timestamp ?? now);
    const entry = this.findOrPlace(adjustment, terms);
    entry.record = adjusted;
    const { exchange, symbol, positionSide } = adjustment;
    const applied = this.adjustments.place(key, { exchange, symbol, positionSide, appliedAt: now });
    this.changes.markTogether(entry.unit, [entry, applied]);
    this.changes.turn.note(symbol, entry);
    return true;
  }

  /** Adds an adjustment that was applied, as at load; it joins the unit of its position. */
  placeAdjustment(key: string, applied: AppliedAdjustment): void {
    this.adjustments.place(key, applied).unit = this.findOrPlace(applied).unit;
  }

  /** Forgets the ids of adjustments that were applied before a time (ms). */
  forgetAdjustments(appliedBefore: number): void {
    for (const { key, record } of this.adjustments.all())
      if (record.appliedAt < appliedBefore) this.adjustments.remove(key);
  }

  /** Makes a position what the exchange says it is. */
  adopt(place: PositionPlace, adopted: Adopted, terms: ContractTerms, at: number): void {
    const entry = this.findOrPlace(place, terms);
    entry.record = adoptPosition(onTerms(entry.record, terms), adopted, at);
    this.changes.mark(entry);
    this.changes.turn.note(place.symbol, entry);
  }

  /**
   * Drops the watermark of an order that is forgotten: the position carries its quantity from here on. What goes with it in
   * the store (the order's tombstone) is committed in the same unit.
   */
  drop(orderKey: string, together: Entry | null): void {
    const watermark = this.watermarks.find(orderKey);
    if (watermark === null) {
      if (together !== null) this.changes.mark(together);
      return;
    }
    const entry = this.findOrPlace(watermark.record);
    const carried = entry.record.carried + signedQuantity(watermark.record);
    entry.record = { ...entry.record, carried };
    watermark.removed = true;
    this.changes.markTogether(
      entry.unit,
      together === null ? [entry, watermark] : [entry, watermark, together],
    );
  }

  /**
   * Gives an order a watermark whose own was lost, and marks it in one unit with its position and what is to be stored with it.
   *
   * @returns that unit.
   */
  restoreWatermark(orderKey: string, watermark: Watermark, together: Entry): Unit {
    const restored = this.placeWatermark(orderKey, watermark);
    const { unit } = this.findOrPlace(watermark);
    this.changes.markTogether(unit, [restored, together]);
    return unit;
  }

  /**
   * Lets each position that is not what its watermarks add up to carry the difference from here on.
   *
   * @returns what the differences were, in words.
   */
  carryDifferences(): string[] {
    return atOnce(this.differences()).map(({ entry, sum }) => {
      const { record } = entry;
      entry.record = { ...record, carried: record.carried + record.quantity - sum };
      this.changes.mark(entry);
      return describeDifference(record, sum);
    });
  }

  /** Marks everything, for a store that has lost some of it. */
  markAll(): void {
    for (const entry of this.positions.values()) this.changes.mark(entry);
    this.watermarks.markAll();
    this.adjustments.markAll();
  }

  /** Marks the removal of a watermark that the store has and memory had dropped, together with its position. */
  removeStored(orderKey: string, watermark: Watermark): void {
    const removal = new Entry(CacheKey.WATERMARK, orderKey, watermark);
    removal.removed = true;
    removal.unit = this.find(watermark)?.unit ?? null;
    this.changes.mark(removal);
  }

  /** The positions whose quantity is not what their watermarks add up to. */
  faults(): string[] {
    return atOnce(this.faultsInSteps());
  }

  /** `faults`, in steps of a moment each. */
  *faultsInSteps(): Generator<undefined, string[]> {
    const differences = yield* this.differences();
    return differences.map(({ entry, sum }) => describeDifference(entry.record, sum));
  }

  private *differences(): Generator<undefined, { readonly entry: PositionEntry; readonly sum: bigint }[]> {
    const sums = new Map<PositionEntry | null, bigint>();
    for (const watermark of inSteps(this.watermarks.values())) {
      if (watermark === undefined) {
        yield;
        continue;
      }
      const entry = this.find(watermark);
      sums.set(entry, (sums.get(entry) ?? 0n) + signedQuantity(watermark));
    }
    return [...this.positions.values()].flatMap((entry) => {
      const { carried, adjusted, paidFromHolding } = entry.record;
      const sum = (sums.get(entry) ?? 0n) + carried + adjusted - paidFromHolding;
      return entry.record.quantity === sum ? [] : [{ entry, sum }];
    });
  }

  private add(record: PositionRecord): PositionEntry {
    const entry = new PositionEntry(record);
    this.positions.set(entry.key, entry);
    const legs = this.bySymbol.get(record.symbol);
    if (legs === undefined) this.bySymbol.set(record.symbol, [entry]);
    else legs.push(entry);
    return entry;
  }

  private findOrPlace(
    place: PositionPlace,
    { contractSize, kind }: ContractTerms = UNREGISTERED,
  ): PositionEntry {
    return this.find(place) ?? this.add(flatPosition(place, contractSize, kind));
  }
}

/** A position that is flat takes the terms that the market has now. */
function onTerms(record: PositionRecord, { kind, contractSize }: ContractTerms): PositionRecord {
  const isKept = record.quantity !== 0n || (record.contractSize === contractSize && record.kind === kind);
  return isKept ? record : { ...record, kind, contractSize };
}

function describeDifference(
  { exchange, symbol, positionSide, quantity }: PositionRecord,
  sum: bigint,
): string {
  return `position ${exchange} ${symbol} ${positionSide} is ${fromFixedPoint(quantity)}, its orders add up to ${fromFixedPoint(sum)}`;
}

function isAt(record: PositionRecord, place: PositionPlace): boolean {
  return record.exchange === place.exchange && record.positionSide === place.positionSide;
}
