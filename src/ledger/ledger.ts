import type { ContractTerms } from '../instruments/instrument.table.js';
import { foldCorrection, foldItem } from './fold-item.js';
import type { LegState } from './leg-state.js';
import { compareItems, isFill } from './ledger-item.js';
import type {
  CorrectionItem,
  FillOwner,
  LedgerItem,
  OtherItem,
  OwnerAtRest,
  RestingOwner,
} from './ledger-item.js';
import { instantOf } from './message-time.js';
import type { OrderFill } from './order-fill.js';
import type { RestingFills } from './resting-fills.js';
import { foldUnits } from './fold-units.js';
import { UnitState, unitStateOf } from './unit-state.js';

/** What a ledger needs to know of its market, by exchange time (ms). */
export type TermsAt = (at: number) => ContractTerms;

/** An item of a ledger, and what the leg was after it. */
export interface FoldedItem {
  readonly item: LedgerItem | CorrectionItem;
  readonly owner: FillOwner | null;
  /** The owner as it was read: looking at this one does not wake it. */
  readonly of: FillOwner | null;
  readonly before: LegState;
  readonly after: LegState;
}

/** What a leg is, counted either way: in units where that can be. */
export type Figures = LegState | UnitState;

/** After so many items that were not counted in units, it is seen whether the next ones can be. */
const AGAIN = 64;

/** How many items a page holds before it is parted in two. */
const PAGE = 256;

/** A place in a ledger, so many items of a page, and what the leg is there. */
interface Fold {
  page: number;
  count: number;
  state: Figures;
  /** Where the last fold began that led there: what came since in order is looked at from there. Null where that is not known. */
  began: Fold | null;
}

/**
 * The ledger of a leg: what happened after `base`, in canonical order. It is folded when it is read, from the last place that still holds: an item
 * that comes in order costs one step, a late one a fold from its page, and many late ones between two reads one fold.
 */
export class Ledger {
  /** In order. Each page knows what the leg was before it, once it was folded. */
  private pages: Page[] = [];
  /** Corrections of what was settled, by the order that they are of: they come before everything else. */
  private readonly corrections = new Map<FillOwner, CorrectionItem>();
  /** Up to where it is folded. */
  private at: Fold | null = null;
  private count = 0;

  constructor(
    private start: LegState,
    private readonly terms: TermsAt,
  ) {}

  /** The fold of what was settled. */
  get base(): LegState {
    return this.start;
  }

  /** Sets what was settled, as at load: before anything is entered. */
  startFrom(base: LegState): void {
    this.start = base;
    this.refold();
  }

  /** Items that are not settled. */
  get size(): number {
    return this.count + this.corrections.size;
  }

  /** When the first item was changed last, on the cache's own clock (ms); corrections come first. */
  get firstChanged(): number {
    const [correction] = this.sortedCorrections();
    return correction?.[1].changed ?? this.pages[0]?.changed[0] ?? Infinity;
  }

  /** Items that are not settled, without corrections. */
  get plainSize(): number {
    return this.count;
  }

  /** Where the last item stands in time (ms); 0 if there is none. */
  get latestTime(): number {
    return this.pages.at(-1)?.times.at(-1) ?? 0;
  }

  /** What the leg is after all items. */
  get state(): LegState {
    return stateOf(this.figures);
  }

  /** The signed quantity after all items, in `10^-18`. */
  get quantity(): bigint {
    const { figures } = this;
    return figures instanceof UnitState ? figures.quantityValue : figures.quantity;
  }

  /** `state`, as it is counted. */
  get figures(): Figures {
    const { pages } = this;
    const from = (this.at ??= { page: 0, count: 0, state: this.opening(), began: null });
    let { page, count, state } = from;
    for (; page < pages.length; page++, count = 0) {
      const each = pages[page] as Page;
      if (count === 0) each.before = state;
      for (; count < each.size; count++) state = this.step(state, each, count);
      if (page === pages.length - 1) break;
    }
    if (page === from.page && count === from.count) return state;
    // Not a chain of all folds that ever were.
    from.began = null;
    this.at = { page, count, state, began: from };
    return state;
  }

  /** Adds an item in its place. @param changed when the cache learned of it, on its own clock (ms). */
  insert(item: LedgerItem, owner: FillOwner | null, changed: number): void {
    this.count++;
    const last = this.pages[this.pages.length - 1];
    if (last === undefined) {
      this.pages.push(new Page([item], [owner], [instantOf(item.at)], [changed]));
      return;
    }
    const time = instantOf(item.at);
    // Nearly all come in order: nothing that was folded is behind them.
    if ((last.times[last.size - 1] as number) < time) {
      if (last.size === PAGE) this.pages.push(new Page([item], [owner], [time], [changed]));
      else last.push(item, owner, time, changed);
      if (last.size === PAGE) last.trim();
      return;
    }
    const isLast = last.compare(last.size - 1, item, owner) <= 0;
    const index = isLast ? this.pages.length - 1 : this.pageOf(item, owner);
    const page = this.pages[index] as Page;
    const at = page.placeOf(item, owner);
    if (at === page.size) page.push(item, owner, time, changed);
    else {
      page.items.splice(at, 0, item);
      page.owners.splice(at, 0, owner);
      page.times.splice(at, 0, time);
      page.changed.splice(at, 0, changed);
    }
    this.unfold(index, at);
    if (page.size > PAGE) this.part(index);
  }

  /** Adds fills of orders at rest, as at load: before any other fill, in steps of a moment each. @param changed as in `insert`. */
  *insertAtRest(fills: RestingFills, changed: number): Generator<undefined, void> {
    const others = this.pages;
    this.pages = [];
    this.count = fills.size;
    for (let first = 0; first < fills.size; first += PAGE) {
      const { items, owners, times } = fills.slice(first, first + PAGE);
      const changes = times.map(() => changed);
      this.pages.push(new Page(items, owners, times, changes));
      yield;
    }
    this.refold();
    for (const page of others)
      for (let at = 0; at < page.size; at++)
        this.insert(page.item(at), page.owners[at] ?? null, page.changed[at] as number);
  }

  /** An order is at rest no longer: its fills take the places that stand for them. */
  wake(owner: FillOwner, fills: readonly OrderFill[]): void {
    for (const [index, fill] of fills.entries()) {
      const time = instantOf(fill.at);
      for (let at = this.firstPageUpTo(time); at < this.pages.length; at++) {
        const page = this.pages[at] as Page;
        if ((page.times[0] as number) > time) break;
        const place = page.restingPlace(owner, index, time);
        if (place < 0) continue;
        page.items[place] = fill;
        break;
      }
    }
  }

  /** Takes an item out. @returns whether it was there. */
  remove(item: LedgerItem, owner: FillOwner | null): boolean {
    if (this.pages.length === 0) return false;
    let index = this.pageOf(item, owner);
    let at = -1;
    // Items of one place may stand on several pages.
    for (; index >= 0; index--) {
      at = (this.pages[index] as Page).find(item, owner);
      if (at >= 0 || (this.pages[index] as Page).compare(0, item, owner) < 0) break;
    }
    if (at < 0) return false;
    const page = this.pages[index] as Page;
    this.count--;
    page.items.splice(at, 1);
    page.owners.splice(at, 1);
    page.times.splice(at, 1);
    page.changed.splice(at, 1);
    this.unfold(index, at);
    if (page.size === 0) this.dropPage(index);
    return true;
  }

  /** Sets by how much the settled fills of an order turn out to be others; null if they are as they were settled. */
  correct(owner: FillOwner, correction: CorrectionItem | null): void {
    if (correction === null && !this.corrections.has(owner)) return;
    if (correction === null) this.corrections.delete(owner);
    else this.corrections.set(owner, correction);
    this.refold();
  }

  correctionOf(owner: FillOwner): CorrectionItem | null {
    return this.corrections.size === 0 ? null : (this.corrections.get(owner) ?? null);
  }

  /** Forgets what was folded: the terms of the market have changed. */
  refold(): void {
    this.at = null;
  }

  /** The leg after all items up to a time of the exchange's clock (ms), that time included. */
  stateAt(time: number): LegState {
    void this.figures;
    const page = this.pages.findLast(({ times }) => (times[0] as number) < time + 1);
    if (page === undefined) return this.opening();
    let state = page.before as Figures;
    for (let at = 0; at < page.size && (page.times[at] as number) < time + 1; at++)
      state = this.step(state, page, at);
    return stateOf(state);
  }

  /** Items from one index to before another, in order, with what the leg was after each; corrections have the first indexes. */
  *foldedBetween(first: number, end: number): Generator<FoldedItem> {
    void this.figures;
    let state = this.start;
    let index = 0;
    for (const [owner, item] of this.sortedCorrections()) {
      const after = foldCorrection(state, item, this.terms(instantOf(item.at)));
      if (index >= first && index < end) yield { item, owner, of: owner, before: state, after };
      index++;
      state = after;
    }
    for (const [number, page] of this.pages.entries()) {
      if (index >= end) return;
      if (index + page.size <= first) {
        index += page.size;
        continue;
      }
      let at = 0;
      const began = this.at?.began ?? null;
      if (began !== null && began.page === number && index + began.count <= first) {
        at = began.count;
        state = stateOf(began.state);
        index += at;
      } else if (page.before !== null) state = stateOf(page.before);
      for (; at < page.size; at++) {
        const folded = this.foldedAt(state, page, at);
        if (index >= first && index < end) yield folded;
        index++;
        state = folded.after;
      }
    }
  }

  /** The index of the first item at or after a time (ms). */
  indexAt(time: number): number {
    let index = this.corrections.size;
    for (const { times } of this.pages) {
      if ((times.at(-1) as number) >= time) return index + lowerBound(times, time);
      index += times.length;
    }
    return index;
  }

  /** All items in order, with what the leg was after each. */
  *folded(): Generator<FoldedItem> {
    let state = this.start;
    for (const [owner, item] of this.sortedCorrections()) {
      const after = foldCorrection(state, item, this.terms(instantOf(item.at)));
      yield { item, owner, of: owner, before: state, after };
      state = after;
    }
    for (const page of this.pages) {
      for (let at = 0; at < page.size; at++) {
        const folded = this.foldedAt(state, page, at);
        yield folded;
        state = folded.after;
      }
    }
  }

  /** What is no fill, from one time on to before another (ms), in order and without folding. */
  *othersBetween(from: number, before: number): Generator<OtherItem> {
    for (let index = this.firstPageUpTo(from); index < this.pages.length; index++) {
      const { items, owners, times } = this.pages[index] as Page;
      for (let at = 0; at < items.length; at++) {
        if ((times[at] as number) >= before) return;
        if (owners[at] === null && (times[at] as number) >= from) yield items[at] as OtherItem;
      }
    }
  }

  /**
   * Settles up to `limit` items from the beginning, each of which the cache last changed at or before a time of its own clock (ms); corrections
   * first. `base` is what the leg was after them.
   */
  settle(
    changedBefore: number,
    limit: number,
    isReady: (owner: FillOwner) => boolean,
  ): readonly FoldedItem[] {
    const settled: FoldedItem[] = [];
    let state = this.start;
    let isStopped = false;
    for (const [owner, item] of this.sortedCorrections()) {
      isStopped = settled.length === limit || item.changed > changedBefore || !isReady(owner);
      if (isStopped) break;
      const after = foldCorrection(state, item, this.terms(instantOf(item.at)));
      settled.push({ item, owner, of: owner, before: state, after });
      state = after;
    }
    for (const { owner } of settled) this.corrections.delete(owner as FillOwner);
    const corrected = settled.length;
    for (let number = 0; !isStopped && number < this.pages.length; number++) {
      const page = this.pages[number] as Page;
      const { owners, changed, size } = page;
      for (let at = 0; at < size; at++) {
        const owner = owners[at] ?? null;
        isStopped =
          settled.length === limit ||
          (changed[at] as number) > changedBefore ||
          (owner !== null && !isReady(owner));
        if (isStopped) break;
        const folded = this.foldedAt(state, page, at);
        settled.push(folded);
        state = folded.after;
      }
    }
    if (settled.length === 0) return settled;
    this.start = state;
    this.dropFirst(settled.length - corrected);
    return settled;
  }

  /** Drops the first items, which were settled. What was folded beyond them still holds. */
  private dropFirst(count: number): void {
    let left = count;
    let pages = 0;
    this.count -= count;
    while (left > 0 && left >= (this.pages[pages] as Page).size) left -= (this.pages[pages++] as Page).size;
    if (pages > 0) this.pages.splice(0, pages);
    const [first] = this.pages;
    if (left > 0) (first as Page).drop(left);
    if (this.corrections.size > 0) return this.refold();
    if (first !== undefined) first.before = this.start;
    const { at } = this;
    if (at === null) return;
    const [page, folded] = [at.page - pages, at.page === pages ? at.count - left : at.count];
    const isBeyond = page >= 0 && folded >= 0;
    this.at = isBeyond ? { page, count: folded, state: at.state, began: null } : null;
  }

  private opening(): LegState {
    let state = this.start;
    for (const [, item] of this.sortedCorrections())
      state = foldCorrection(state, item, this.terms(instantOf(item.at)));
    return state;
  }

  private sortedCorrections(): [FillOwner, CorrectionItem][] {
    if (this.corrections.size === 0) return [];
    return [...this.corrections].sort(([left], [right]) => (left.key < right.key ? -1 : 1));
  }

  private step(before: Figures, page: Page, at: number): Figures {
    const item = page.item(at);
    const owner = page.owner(at);
    const terms = this.terms(page.times[at] as number);
    if (!isFill(item)) {
      const state = foldItem(stateOf(before), item, owner, terms);
      return unitStateOf(state) ?? state;
    }
    const units = before instanceof UnitState ? before : at % AGAIN === 0 ? unitStateOf(before) : null;
    const counted = units === null ? null : foldUnits(units, item, (owner as FillOwner).record.side, terms);
    return counted ?? foldItem(stateOf(before), item, owner, terms);
  }

  private foldedAt(state: LegState, page: Page, at: number): FoldedItem {
    const [item, of] = [page.item(at), page.owner(at)];
    const after = foldItem(state, item, of, this.terms(page.times[at] as number));
    return { item, owner: page.owners[at] ?? null, of, before: state, after };
  }

  /** The first page that ends at or after a time (ms). */
  private firstPageUpTo(time: number): number {
    let [from, to] = [0, this.pages.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (((this.pages[middle] as Page).times.at(-1) as number) < time) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The last page that begins at or before an item. */
  private pageOf(item: LedgerItem, owner: FillOwner | null): number {
    let [from, to] = [0, this.pages.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >>> 1;
      if ((this.pages[middle] as Page).compare(0, item, owner) <= 0) from = middle;
      else to = middle - 1;
    }
    return from;
  }

  /** What was folded beyond a place does not hold any more. */
  private unfold(page: number, at: number): void {
    const folded = this.at;
    if (folded === null || page > folded.page || (page === folded.page && at >= folded.count)) return;
    this.at = null;
    for (let start = page; start >= 0; start--) {
      const { before } = this.pages[start] as Page;
      if (before === null) continue;
      this.at = { page: start, count: 0, state: before, began: null };
      break;
    }
  }

  private part(index: number): void {
    const page = this.pages[index] as Page;
    const isEnd = index === this.pages.length - 1;
    // The last page is added to: the items before stay where they are.
    const middle = isEnd ? PAGE : page.size >>> 1;
    const rest = new Page(
      page.items.splice(middle),
      page.owners.splice(middle),
      page.times.splice(middle),
      page.changed.splice(middle),
    );
    this.pages.splice(index + 1, 0, rest);
    page.trim();
    const folded = this.at;
    if (folded === null || folded.page < index) return;
    if (folded.page > index) folded.page++;
    else if (folded.count > middle) this.unfold(index, 0);
  }

  private dropPage(index: number): void {
    this.pages.splice(index, 1);
    const folded = this.at;
    if (folded === null) return;
    if (folded.page > index) folded.page--;
    else if (folded.page === index) this.at = index === 0 ? null : { ...folded, page: index, count: 0 };
  }
}

class Page {
  /** What the leg was before it, as it was folded last. */
  before: Figures | null = null;

  constructor(
    /** Of an order at rest the number of the fill, among the fills of that order. */
    public items: (LedgerItem | number)[],
    public owners: (FillOwner | null)[],
    /** Where each item stands in time (ms). */
    public times: number[],
    public changed: number[],
  ) {}

  get size(): number {
    return this.items.length;
  }

  push(item: LedgerItem, owner: FillOwner | null, time: number, changed: number): void {
    this.items.push(item);
    this.owners.push(owner);
    this.times.push(time);
    this.changed.push(changed);
  }

  /** Lists that are added to keep room for half as much again: a page that is full needs none. */
  trim(): void {
    this.items = this.items.slice();
    this.owners = this.owners.slice();
    this.times = this.times.slice();
    this.changed = this.changed.slice();
  }

  /** Drops the first items. */
  drop(count: number): void {
    this.items.splice(0, count);
    this.owners.splice(0, count);
    this.times.splice(0, count);
    this.changed.splice(0, count);
  }

  item(at: number): LedgerItem {
    const item = this.items[at] as LedgerItem | number;
    return typeof item === 'number' ? (this.atRest(at).fills[item] as OrderFill) : item;
  }

  /** The owner, as it is to be looked at: one at rest stays so. */
  owner(at: number): FillOwner | null {
    return typeof this.items[at] === 'number' ? this.atRest(at) : (this.owners[at] ?? null);
  }

  /** Where a fill of an order at rest stands, or -1. */
  restingPlace(owner: FillOwner, index: number, time: number): number {
    for (let at = lowerBound(this.times, time); this.times[at] === time; at++)
      if (this.items[at] === index && this.owners[at] === owner) return at;
    return -1;
  }

  private atRest(at: number): OwnerAtRest {
    return (this.owners[at] as RestingOwner).ownerAtRest();
  }

  /** Where an item belongs: behind those that come before it, or are of the same place. */
  placeOf(item: LedgerItem, owner: FillOwner | null): number {
    let [from, to] = [0, this.size];
    if (to > 0 && this.compare(to - 1, item, owner) <= 0) return to;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.compare(middle, item, owner) <= 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** Where an item is, or -1. */
  find(item: LedgerItem, owner: FillOwner | null): number {
    for (let at = this.placeOf(item, owner) - 1; at >= 0 && this.compare(at, item, owner) === 0; at--)
      if (this.items[at] === item && (this.owners[at] ?? null) === owner) return at;
    return -1;
  }

  compare(at: number, item: LedgerItem, owner: FillOwner | null): number {
    const apart = (this.times[at] as number) - instantOf(item.at);
    return apart !== 0 ? apart : compareItems(this.item(at), this.owner(at), item, owner);
  }
}

/** The first place of a sorted list whose time is not before this one. */
function lowerBound(times: readonly number[], time: number): number {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((times[middle] as number) < time) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The same in fixed-point integers. */
export function stateOf(figures: Figures): LegState {
  return figures instanceof UnitState ? figures.state : figures;
}
