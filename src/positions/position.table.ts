import { addAmounts, NO_AMOUNTS, subtractAmounts } from '../decimal/amounts.js';
import { fromFixedPoint, magnitude, toFixedPoint } from '../decimal/fixed-point.js';
import type { InstrumentTable } from '../instruments/instrument.table.js';
import { foldItem } from '../ledger/fold-item.js';
import { sumOfQuantities } from '../ledger/fills-of.js';
import { flatState } from '../ledger/leg-state.js';
import { deficitOf, isFlat } from '../ledger/leg-quantity.js';
import type { LegQuantity } from '../ledger/leg-quantity.js';
import { legKey, legOfKey } from '../ledger/leg.js';
import type { Leg } from '../ledger/leg.js';
import { isFill } from '../ledger/ledger-item.js';
import type { AdjustmentItem, CorrectionItem, OtherItem } from '../ledger/ledger-item.js';
import { Ledger } from '../ledger/ledger.js';
import { instantOf } from '../ledger/message-time.js';
import { costOfFill, feesOfFill, nameOfFill } from '../ledger/order-fill.js';
import type { RestingFills } from '../ledger/resting-fills.js';
import type { OrderFill } from '../ledger/order-fill.js';
import { endOfTime, isUpTo, laterPlace } from '../ledger/settled-place.js';
import type { SettledPlace } from '../ledger/settled-place.js';
import type { CheckedUpdate } from '../orders/checked-update.js';
import type { FillBook, GoneFill } from '../orders/fill-book.js';
import { withSettled } from '../orders/join-order.js';
import { POSITION_SIDES } from '../orders/order.js';
import { OrderEntry } from '../orders/order-entry.js';
import { fillsOfRecord } from '../orders/order-record.js';
import type { OrderRecord, SettledFills } from '../orders/order-record.js';
import type { OrderTable } from '../orders/order.table.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { Changes } from '../state/changes.js';
import { TableEntry } from '../state/entry.js';
import type { Entry } from '../state/entry.js';
import { NO_LIMITS } from '../state/limits.js';
import type { Limits } from '../state/limits.js';
import { Table } from '../state/table.js';
import { CacheKey } from '../stores/cache-key.js';
import { fillKey } from '../stores/fill-key.js';
import { adjustmentKey } from './adjustment.js';
import type { AppliedAdjustment } from './adjustment.js';
import type { Adoption } from './adoption.js';
import { adoptionKey, isOfLeg } from './adoption.js';
import { appendedEntry } from './appended-entry.js';
import type { AppendedEntry } from './appended-entry.js';
import type { BaseRecord } from './base-record.js';
import { encodeHistoryEntry, hashOf, openingEntry } from './history-entry.js';
import type { Trim } from './fill-trimmer.js';
import { LegAccount } from './leg-account.js';
import type { LegWatch } from './leg-watch.js';
import { Settling } from './settling.js';

/** The positions of a scope: each leg's ledger, and the fold of what was settled of it. */
export class PositionTable implements FillBook {
  /** Adjustments by their ids. */
  readonly adjustments: Table<AppliedAdjustment>;
  /** Snapshots that were adopted and are not settled. */
  readonly adoptions: Table<Adoption>;
  /** Is told of changes; null while nobody asks. */
  watch: LegWatch | null = null;
  private readonly accounts = new Map<string, LegAccount>();
  /** Whether a base was written anew to a store that had gone back, and orders may not be yet. */
  private isRestoring = false;
  private readonly bySymbol = new Map<string, LegAccount[]>();

  constructor(
    private readonly changes: Changes,
    private readonly orders: OrderTable,
    private readonly instruments: InstrumentTable,
    private readonly now: () => number,
    private readonly limits: Limits = NO_LIMITS,
  ) {
    this.adjustments = new Table(CacheKey.ADJUSTMENT, changes);
    this.adoptions = new Table(CacheKey.ADOPTION, changes);
  }

  get size(): number {
    return [...this.all()].length;
  }

  /** All legs that are in memory. */
  get held(): number {
    return this.accounts.size;
  }

  /** @throws {LimitReachedError} if there is no room for all those of these legs that are new. */
  admit(legs: readonly Leg[]): void {
    const keys = new Set(legs.filter((leg) => this.find(leg) === null).map(legKey));
    this.limits.admit('positions', keys.size);
  }

  /** Positions that are not flat. */
  get openCount(): number {
    let open = 0;
    for (const account of this.all()) if (!isFlat(quantityOf(account))) open++;
    return open;
  }

  clear(): void {
    this.isRestoring = false;
    this.accounts.clear();
    this.bySymbol.clear();
    this.adjustments.clear();
    this.adoptions.clear();
  }

  /** The legs that something ever moved. */
  *all(): IterableIterator<LegAccount> {
    for (const account of this.accounts.values()) if (account.exists) yield account;
  }

  ofSymbol(symbol: string): readonly LegAccount[] {
    const legs = this.bySymbol.get(symbol);
    if (legs === undefined) return NO_ACCOUNTS;
    // No list is made where one stands: reads of positions come through here.
    for (const leg of legs) if (!leg.exists) return legs.filter(({ exists }) => exists);
    return legs;
  }

  /** By the symbol, which has few legs: an update makes no key. */
  find({ exchange, symbol, positionSide }: Leg): LegAccount | null {
    const legs = this.bySymbol.get(symbol);
    // Not through an empty list that stands for none: with lists of two kinds each iterator is an object, and so is each step.
    if (legs === undefined) return null;
    for (const account of legs)
      if (account.positionSide === positionSide && account.exchange === exchange) return account;
    return null;
  }

  /** The account of a leg, made when it is first needed. */
  account(leg: Leg, base: BaseRecord | null = null): LegAccount {
    const known = this.find(leg);
    if (known !== null) return known;
    const { exchange, symbol, positionSide } = leg;
    const { kind, contractSize } = this.instruments.termsAt(exchange, symbol, 0);
    const ledger = new Ledger(flatState(kind, contractSize), (at) =>
      this.instruments.termsAt(exchange, symbol, at),
    );
    const account = new LegAccount({ exchange, symbol, positionSide }, ledger);
    if (base !== null) {
      account.base = new TableEntry(CacheKey.BASE, account.key, base);
      ledger.startFrom(base.state);
    }
    this.accounts.set(account.key, account);
    const legs = this.bySymbol.get(symbol);
    if (legs === undefined) this.bySymbol.set(symbol, [account]);
    else legs.push(account);
    this.enterCompleteSnapshots(account);
    return account;
  }

  /** What complete snapshots say of a leg that they do not name: that it was flat. */
  private enterCompleteSnapshots(account: LegAccount): void {
    for (const adoption of this.adoptions.values())
      if (adoption.leg === null && isOfLeg(adoption, account)) this.enterAdoption(account, adoption);
  }

  /** @returns whether it is not settled: what is settled is older than any snapshot that can be of use. */
  private enterAdoption(account: LegAccount, { item, adoptedAt }: Adoption): boolean {
    if (account.hasSettled(item, null)) return false;
    account.insert(item, null, adoptedAt);
    this.watch?.legChanged(account);
    return true;
  }

  readonly termsOf = (record: Leg): ReturnType<FillBook['termsOf']> => {
    const { exchange, symbol } = record;
    return {
      kind: this.instruments.termsOf(exchange, symbol).kind,
      snapshotBetween: (from, before) => this.account(record).snapshotBetween(from, before),
    };
  };

  learn({ exchange, symbol, contractSize, timestamp }: CheckedUpdate): void {
    if (contractSize === null) return;
    const known = this.instruments.at(exchange, symbol);
    if (known?.contractSize === contractSize) return;
    if (known === null) {
      const settled = this.ofSymbol(symbol).find(
        ({ exchange: its, base }) => its === exchange && (base?.record.state.quantity ?? 0n) !== 0n,
      );
      if (settled !== undefined) throw sizeFault(contractSize, settled.ledger.base.contractSize);
      this.instruments.registerContractSize(exchange, symbol, contractSize, null);
      this.refold(exchange, symbol);
      return;
    }
    const since = timestamp ?? this.latestOf(exchange, symbol);
    const told = this.instruments.termsAt(exchange, symbol, since);
    if (told.contractSize === toFixedPoint(contractSize)) return;
    const open = this.ofSymbol(symbol).find(
      (account) => account.exchange === exchange && account.ledger.stateAt(since).quantity !== 0n,
    );
    if (open !== undefined) throw sizeFault(contractSize, told.contractSize);
    this.instruments.registerContractSize(
      exchange,
      symbol,
      contractSize,
      this.hasFills(exchange, symbol) ? since : null,
    );
    this.refold(exchange, symbol);
  }

  take(order: OrderEntry, fills: readonly OrderFill[]): readonly GoneFill[] {
    const account = this.account(legOf(order.record));
    const { positionSide } = account;
    const gone = fills.filter((fill) => isSettledIn(account, fill, order));
    for (const fill of fills) account.remove(fill, order);
    this.watch?.fillsTaken(order, account, fills);
    return gone.map((fill) => ({ fill, positionSide }));
  }

  leave(order: OrderEntry): readonly GoneFill[] {
    const { record } = order;
    const gone = this.take(order, fillsOfRecord(record));
    for (const positionSide of POSITION_SIDES) {
      const leg = { exchange: record.exchange, symbol: record.symbol, positionSide };
      this.find(leg)?.ledger.correct(order, null);
    }
    return gone;
  }

  enter(order: OrderEntry, fills: readonly OrderFill[], gone: readonly GoneFill[] = []): void {
    const account = this.account(order.record);
    const now = this.now();
    if (gone.length > 0) this.noteMoved(account, order, fills, gone);
    if (account.base === null && order.record.settled.length === 0) {
      // Nothing of the leg, or of the order, is settled: nearly always.
      for (const fill of fills) account.insert(fill, order, now);
      this.watch?.fillsEntered(order, account, fills, isNever);
      return;
    }
    this.enterUnsettled(order, account, fills, now);
  }

  /** Enters those fills that are not settled, and do not count already. */
  private enterUnsettled(
    order: OrderEntry,
    account: LegAccount,
    fills: readonly OrderFill[],
    now: number,
  ): void {
    const upTo = countedUpTo(order.record, account);
    for (const fill of fills)
      if (!isSettledIn(account, fill, order) && !isCounted(fill, order, upTo))
        account.insert(fill, order, now);
    this.watch?.fillsEntered(order, account, fills, (fill) => isCounted(fill, order, upTo));
  }

  /** A fill that was settled stays so where it is told of at a later time, or its order under another name. */
  private noteMoved(
    account: LegAccount,
    order: OrderEntry,
    fills: readonly OrderFill[],
    gone: readonly GoneFill[],
  ): void {
    const { record } = order;
    const own = record.settled.findLast(({ positionSide }) => positionSide === account.positionSide);
    if (own === undefined) return;
    const left = gone.flatMap(({ fill, positionSide }) =>
      positionSide === account.positionSide ? [fill] : [],
    );
    const isNamed = new Set(left.map(nameOfFill));
    const pairs: [was: OrderFill, is: OrderFill][] = [];
    const pair = (fill: OrderFill, isIt: (one: OrderFill) => boolean): void => {
      const at = left.findIndex(isIt);
      if (at >= 0) pairs.push([left.splice(at, 1)[0] as OrderFill, fill]);
    };
    for (const fill of fills) pair(fill, (one) => nameOfFill(one) === nameOfFill(fill));
    for (const fill of fills)
      if (!isNamed.has(nameOfFill(fill))) pair(fill, ({ quantity }) => quantity === fill.quantity);
    const moved = pairs.filter(([, is]) => !account.hasSettled(is, order)).map(([, is]) => nameOfFill(is));
    // What was counted by its place is not any more: from now on it is counted by itself.
    const upTo = countedUpTo(record, account);
    const uncounted = pairs.filter(([was, is]) => isCounted(was, order, upTo) && !isCounted(is, order, upTo));
    if (moved.length === 0 && uncounted.length === 0) return;
    const part = withCounted(
      { ...own, moved: [...new Set([...own.moved, ...moved])] },
      uncounted.map(([was]) => was),
      account,
    );
    const settled = record.settled.map((each) => (each === own ? part : each));
    this.orders.settled(order, withSettled(record, settled));
  }

  hasSettled(order: OrderEntry, fills: readonly OrderFill[]): boolean {
    const { record } = order;
    for (const account of this.bySymbol.get(record.symbol) ?? NO_ACCOUNTS) {
      if (account.exchange !== record.exchange) continue;
      if (account.ledger.correctionOf(order) !== null) return true;
      if (account.positionSide !== record.positionSide) continue;
      if (account.base === null && record.settled.length === 0) continue;
      for (const fill of fills) if (isSettledIn(account, fill, order)) return true;
    }
    return false;
  }

  settleAnew(order: OrderEntry): void {
    const { record } = order;
    const settled = record.settled.map(({ positionSide }) => positionSide);
    const legs = new Set([record.positionSide, ...settled, ...this.correctedLegs(order)]);
    for (const positionSide of legs) {
      const account = this.account({ ...legOf(record), positionSide });
      account.ledger.correct(order, this.correctionOf(account, order));
      this.watch?.legChanged(account);
    }
  }

  /** The legs on which a correction of an order waits to be settled. */
  private correctedLegs(order: OrderEntry): Leg['positionSide'][] {
    const { exchange, symbol } = order.record;
    return (this.bySymbol.get(symbol) ?? [])
      .filter((account) => account.exchange === exchange && account.ledger.correctionOf(order) !== null)
      .map(({ positionSide }) => positionSide);
  }

  /** Enters the fills of an order, as at load. */
  enterLoaded(order: OrderEntry): void {
    if (this.isRestoring) this.restore(order);
    const fills = fillsOfRecord(order.record);
    if (fills.length > 0) this.enter(order, fills);
    if (order.record.settled.length > 0 || this.hasSettled(order, fills)) this.settleAnew(order);
  }

  /** Enters the fills of orders at rest, as at load: before other fills, and in steps of a moment each. */
  *enterAtRest(leg: string, fills: RestingFills): Generator<undefined, void> {
    const account = this.account(legOfKey(leg));
    const { last = null, isRestored = false } = account.base?.record ?? {};
    // What is settled of an order is to be looked at: it does not rest.
    const looked = last === null ? [] : fills.takeUpTo(isRestored ? Infinity : instantOf(last.at));
    yield* account.enterAtRest(fills, this.now());
    for (const order of looked) this.enterLoaded(order as OrderEntry);
  }

  /** Sets the base of a leg, as at load: before anything is entered. */
  placeBase(key: string, record: BaseRecord): void {
    const account = this.account(legOfKey(key), record);
    // Orders that it counted may not be in the store again.
    if (!record.isRestored) return;
    this.isRestoring = true;
    this.forgetUpTo(account, record.last);
    // So that restoring ends also where no order has to be written.
    this.changes.mark(account.base as Entry<BaseRecord>);
  }

  hasBase(key: string): boolean {
    return (this.accounts.get(key)?.base ?? null) !== null;
  }

  placeAdjustment(key: string, applied: AppliedAdjustment): void {
    this.adjustments.place(key, applied);
    if (applied.isSettled) return;
    const account = this.account(applied);
    if (account.base?.record.isRestored !== true || !account.hasSettled(applied.item, null))
      account.insert(applied.item, null, applied.appliedAt);
    else this.adjustments.put(key, { ...applied, isSettled: true });
  }

  /** Enters snapshots that were adopted, as at load: after all of them were put into their table. */
  enterAdoptions(loaded: Iterable<readonly [key: string, adoption: Adoption]>): void {
    for (const [key, adoption] of loaded) {
      const { leg } = adoption;
      // A store that had gone back may have one that is settled.
      if (leg !== null && !this.enterAdoption(this.account(leg), adoption)) this.adoptions.remove(key);
    }
  }

  /**
   * Applies an adjustment, once.
   *
   * @returns whether it was new.
   * @throws {LimitReachedError} if the scope holds as many adjustments, or positions, as it may.
   */
  adjust(exchange: string, applied: AppliedAdjustment): boolean {
    const key = adjustmentKey({ exchange, id: applied.item.id });
    if (this.adjustments.find(key) !== null) return false;
    if (!this.adjustments.has(key)) this.limits.admit('adjustments');
    this.admit([applied]);
    const account = this.account(applied);
    const item = lateIn(account, applied.item);
    const entry = this.adjustments.put(key, { ...applied, item });
    account.insert(item, null, applied.appliedAt);
    this.watch?.legChanged(account);
    this.changes.turn.note(applied.symbol, entry);
    return true;
  }

  /**
   * Makes a leg what a snapshot says that it was at its time, or flat every leg that a complete one does not name.
   *
   * @returns the orders whose fills depend on it.
   */
  adopt(adoption: Adoption): readonly OrderEntry[] {
    const { leg } = adoption;
    const key = adoptionKey(adoption);
    if (leg === null) return this.adoptRest(key, adoption);
    if (this.adoptions.find(key) !== null) return [];
    const account = this.account(leg);
    if (!this.enterAdoption(account, adoption)) return [];
    this.changes.turn.note(leg.symbol, this.adoptions.put(key, adoption));
    return missedIn(account);
  }

  private adoptRest(key: string, adoption: Adoption): readonly OrderEntry[] {
    const known = this.adoptions.find(key)?.record ?? null;
    // Of two complete snapshots of one time, each says it of the legs that it does not name.
    const named = adoption.named.filter((leg) => known === null || known.named.includes(leg));
    if (known !== null && known.named.length === named.length) return [];
    const both = { ...adoption, named };
    this.adoptions.put(key, both);
    return [...this.accounts.values()]
      .filter((account) => isOfLeg(both, account) && (known === null || !isOfLeg(known, account)))
      .filter((account) => this.enterAdoption(account, both))
      .flatMap(missedIn);
  }

  /**
   * Settles up to `limit` items of a leg that did not change since `changedBefore` (ms): they leave memory for the fill history, and the leg's base
   * moves, in one commit. The next ones wait until the store has these.
   *
   * @returns how many were settled.
   */
  settle(account: LegAccount, changedBefore: number, limit: number): number {
    if (account.settling.length > 0 || account.base?.dirty === true) return 0;
    const items = account.ledger.settle(
      changedBefore,
      limit,
      (owner) => (owner as OrderEntry).stage !== 'retiring',
    );
    if (items.length === 0) return 0;
    account.settled(items);
    account.settling = items;
    const settling = new Settling(account, items, this.now());
    const { base, appended } = settling;
    account.appending = appended;
    const changed: Entry[] = [...appended];
    const entry = (account.base ??= new TableEntry(CacheKey.BASE, account.key, base));
    entry.record = base;
    changed.push(entry);
    for (const [order, record] of settling.orders()) {
      this.orders.settled(order, record);
      changed.push(order);
    }
    for (const item of settling.others) {
      const record = this.settledRecord(account, item);
      if (record !== null) changed.push(record);
    }
    this.changes.markTogether(changed);
    return items.length;
  }

  /** The legs that have something to settle that did not change since a time (ms). */
  accountsToSettle(changedBefore: number): LegAccount[] {
    return [...this.accounts.values()].filter(({ ledger }) => ledger.firstChanged <= changedBefore);
  }

  /** Drops the beginning of a leg's fill history, for an opening entry that stands for it. */
  trim(account: LegAccount, { first, number, payload }: Trim): void {
    const base = account.base as Entry<BaseRecord>;
    base.record = { ...base.record, first: number };
    const dropped: AppendedEntry = { leg: account.key, number: number - 1, payload: null, first };
    const drop = new TableEntry(CacheKey.FILL, fillKey(account.key, first), dropped);
    account.appending = [drop, appendedEntry(account.key, number, payload)];
    this.changes.markTogether([base, ...account.appending]);
  }

  /** The store has the base of a leg as it was taken. */
  committed(entry: Entry): void {
    const account = this.accounts.get(entry.key);
    if (account === undefined || entry.dirty) return;
    account.settling = [];
    account.appending = [];
  }

  /** Whether orders of a market were forgotten. */
  private hasForgotten({ exchange, symbol }: OrderRecord): boolean {
    const legs = this.bySymbol.get(symbol);
    if (legs === undefined) return false;
    for (let at = 0; at < legs.length; at++) {
      const account = legs[at] as LegAccount;
      if (account.exchange === exchange && (account.base?.record.forgottenUpTo ?? null) !== null) return true;
    }
    return false;
  }

  recalled(record: OrderRecord): OrderRecord {
    return this.hasForgotten(record) ? this.recalledIn(record) : record;
  }

  private recalledIn(record: OrderRecord): OrderRecord {
    const at = firstTimeOf(record);
    if (at === null) return record;
    const settled = this.ofSymbol(record.symbol).flatMap(({ exchange, positionSide, base }) => {
      const upTo = base?.record.forgottenUpTo ?? null;
      const isForgotten = exchange === record.exchange && upTo !== null && at <= instantOf(upTo.at);
      return isForgotten ? [countedPart(positionSide, (base as Entry<BaseRecord>).record.epoch, upTo)] : [];
    });
    return settled.length === 0 ? record : withSettled(record, settled);
  }

  /**
   * Makes of an order what its legs' bases have of it, where these were written anew to a store that had gone back, and what is stored of the order may be
   * older: all its fills of the time that was settled are counted in them.
   */
  private restore(order: OrderEntry): void {
    const { record } = order;
    const legs = this.ofSymbol(record.symbol).filter(
      ({ exchange, base }) => exchange === record.exchange && base?.record.isRestored === true,
    );
    if (legs.length === 0) return;
    const others = record.settled.filter((part) =>
      legs.every(({ positionSide }) => positionSide !== part.positionSide),
    );
    const parts = legs.map((account) => {
      const { positionSide, base } = account;
      const { epoch, last } = (base as Entry<BaseRecord>).record;
      const moved = record.settled.flatMap((part) => (part.positionSide === positionSide ? part.moved : []));
      const away = fillsOfRecord(record).filter(
        (fill) => moved.includes(nameOfFill(fill)) && (last === null || !isUpTo(last, fill, order)),
      );
      return withCounted({ ...countedPart(positionSide, epoch, last), moved }, away, account);
    });
    this.orders.settled(order, withSettled(record, [...others, ...parts]));
    this.changes.mark(order);
  }

  /** The store has the orders as they are again. */
  endRestoring(): void {
    if (!this.isRestoring) return;
    this.isRestoring = false;
    for (const { base } of this.accounts.values()) {
      if (base?.record.isRestored !== true) continue;
      base.record = { ...base.record, isRestored: false };
      this.changes.mark(base);
    }
  }

  /** Lets go of an order of which nothing is in a ledger any more. @returns whether that is so. */
  letGo(order: OrderEntry): boolean {
    if (!this.isSettled(order)) return false;
    const { record } = order;
    const until = endOfTime(
      Math.max(instantOf(record.reportedAt ?? 0), ...fillsOfRecord(record).map(({ at }) => instantOf(at))),
    );
    for (const { positionSide } of record.settled) {
      const account = this.find({ ...legOf(record), positionSide });
      if (account !== null) this.forgetUpTo(account, until);
    }
    return true;
  }

  /** Orders were lost: what is told again of the time that is settled counts nothing. */
  forgetOrders(): void {
    for (const account of this.accounts.values()) this.forgetUpTo(account, account.base?.record.last ?? null);
  }

  private forgetUpTo({ base }: LegAccount, until: SettledPlace | null): void {
    if (base === null || until === null) return;
    const forgottenUpTo = laterPlace(base.record.forgottenUpTo, until);
    if (forgottenUpTo === base.record.forgottenUpTo) return;
    base.record = { ...base.record, forgottenUpTo };
    this.changes.mark(base);
  }

  /** Whether nothing of an order is in a ledger any more. */
  isSettled(order: OrderEntry): boolean {
    const account = this.find(legOf(order.record));
    if (account === null) return true;
    if (account.settling.some(({ owner }) => owner === order)) return false;
    if (account.ledger.correctionOf(order) !== null) return false;
    const upTo = countedUpTo(order.record, account);
    return fillsOfRecord(order.record).every(
      (fill) => isSettledIn(account, fill, order) || isCounted(fill, order, upTo),
    );
  }

  /** Forgets the ids of adjustments that were settled from before a time (ms) of the cache's own clock. */
  forgetAdjustments(before: number): void {
    for (const { key, record } of this.adjustments.all())
      if (record.isSettled && record.appliedAt < before) this.adjustments.remove(key);
  }

  /** Forgets complete snapshots from before a time (ms) of the cache's own clock, unless a leg has one that is not settled. */
  forgetCompleteSnapshots(before: number): void {
    for (const { key, record } of this.adoptions.all()) {
      if (record.leg !== null || record.adoptedAt >= before) continue;
      const legs = [...this.accounts.values()].filter((account) => isOfLeg(record, account));
      if (legs.every((account) => account.hasSettled(record.item, null))) this.adoptions.remove(key);
    }
  }

  /** Marks everything, for a store that has lost some of it. @param stored the bases that the store has, by their keys. */
  markAll(stored: ReadonlyMap<string, BaseRecord>): void {
    for (const account of this.accounts.values())
      if (account.base !== null) this.markBase(account, account.base, stored);
    this.adjustments.markAll();
    this.adoptions.markAll();
  }

  /** Positions that are not what a fold from scratch makes them, and orders that are not the sum of their fills. */
  faults(): string[] {
    const faults: string[] = [];
    for (const account of this.accounts.values()) faults.push(...faultsOf(account, this.instruments));
    for (const entry of this.orders.index.entries()) faults.push(...orderFaults(entry));
    return faults;
  }

  /** The latest time of what is known of a market (ms). */
  latestOf(exchange: string, symbol: string): number {
    return Math.max(
      0,
      ...this.ofSymbol(symbol)
        .filter((account) => account.exchange === exchange)
        .map(({ ledger }) => ledger.state.updatedAt ?? 0),
    );
  }

  /** The time of the latest item of an exchange (ms); 0 if there is none. */
  latestTimeOf(exchange: string): number {
    let latest = 0;
    for (const account of this.accounts.values())
      if (account.exchange === exchange) latest = Math.max(latest, account.latestTime);
    return latest;
  }

  /** Counts the legs of a market anew: its terms are others. */
  refold(exchange: string, symbol: string): void {
    for (const account of this.ofSymbol(symbol)) {
      if (account.exchange !== exchange) continue;
      account.ledger.refold();
      this.watch?.legChanged(account);
    }
  }

  private hasFills(exchange: string, symbol: string): boolean {
    return this.ofSymbol(symbol).some((account) => account.exchange === exchange);
  }

  /** A store that went back has fewer entries of the fill history than were appended: an opening entry says so. */
  private markBase(
    account: LegAccount,
    base: Entry<BaseRecord>,
    stored: ReadonlyMap<string, BaseRecord>,
  ): void {
    const there = stored.get(account.key) ?? null;
    const { record } = base;
    const isUpToDate = there !== null && there.count === record.count && there.head === record.head;
    if (isUpToDate && there.first === record.first) return this.changes.mark(base);
    // What is on its way belongs behind entries that are not there any more.
    for (const entry of account.appending) entry.removed = true;
    account.appending = [];
    if (isUpToDate) {
      // What had been dropped is there again: it is dropped anew when that is due.
      base.record = { ...record, first: there.first };
      return this.changes.mark(base);
    }
    const number = (there?.count ?? 0) + 1;
    const at = record.last?.at ?? 0;
    const payload = encodeHistoryEntry(
      openingEntry(record.state, { at, prev: there?.head ?? '', stands: '', settledAt: this.now() }),
    );
    const first = there?.first ?? number;
    this.isRestoring = true;
    base.record = { ...record, isRestored: true, first, count: number, head: hashOf(payload) };
    // Told again, what the base has would count twice: the ids of adjustments go with it.
    const counted = [...this.adjustments.all()].filter(
      ({ record: each }) => each.isSettled && legKey(each) === account.key,
    );
    this.changes.markFirst([base, appendedEntry(account.key, number, payload), ...counted]);
    account.settling = [];
  }

  /** What becomes of the record of an adjustment or a snapshot that was settled. */
  private settledRecord(account: LegAccount, item: OtherItem): Entry | null {
    const { exchange } = account;
    if (item.kind === 'adjustment') {
      const entry = this.adjustments.find(adjustmentKey({ exchange, id: item.id }));
      if (entry !== null) entry.record = { ...entry.record, isSettled: true };
      return entry;
    }
    const entry = this.adoptions.find(adoptionKey({ exchange, leg: account, item }));
    if (entry !== null) entry.removed = true;
    return entry;
  }

  /** By how much the fills of an order whose place is settled are others than those that were settled. */
  private correctionOf(account: LegAccount, order: OrderEntry): CorrectionItem | null {
    const { record } = order;
    const base = account.base?.record ?? null;
    if (base === null) return null;
    const isItsLeg = account.positionSide === record.positionSide;
    const upTo = countedUpTo(record, account);
    const fills = isItsLeg
      ? fillsOfRecord(record).filter(
          (fill) => isSettledIn(account, fill, order) && !isCounted(fill, order, upTo),
        )
      : [];
    const counted = fills.filter(
      ({ at }) => base.adoptedAt === null || instantOf(at) > instantOf(base.adoptedAt),
    );
    const { kind } = base.state;
    let quantity = sumOfQuantities(counted);
    let cost = counted.reduce((sum, fill) => sum + costOfFill(fill, kind), 0n);
    let fees = fills.reduce((sum, fill) => addAmounts(sum, feesOfFill(fill)), NO_AMOUNTS);
    for (const settled of record.settled) {
      if (settled.positionSide !== account.positionSide) continue;
      fees = subtractAmounts(fees, settled.fees);
      if (settled.epoch !== base.epoch) continue;
      quantity -= settled.quantity;
      cost -= settled.cost;
    }
    if (quantity === 0n && cost === 0n && fees.length === 0) return null;
    const isBuy = record.side === 'BUY';
    return {
      kind: 'correction',
      quantity: isBuy ? quantity : -quantity,
      cost: isBuy ? cost : -cost,
      fees,
      at: base.last?.at ?? 0,
      changed: this.now(),
    };
  }
}

/**
 * An adjustment as it counts where its time is settled: at the end of that, as corrections do, and without the quantity that a snapshot had already.
 */
function lateIn(account: LegAccount, item: AdjustmentItem): AdjustmentItem {
  const base = account.base?.record ?? null;
  if (base === null || base.last === null || !account.hasSettled(item, null)) return item;
  const isBefore = base.adoptedAt !== null && instantOf(item.at) <= instantOf(base.adoptedAt);
  return { ...item, at: base.last.at, quantity: isBefore ? 0n : item.quantity };
}

const NO_ACCOUNTS: readonly LegAccount[] = Object.freeze([]);

/** The orders of a leg whose fills stand where they do because of a snapshot. */
function missedIn({ missed }: LegAccount): OrderEntry[] {
  return Array.from(missed, (owner) => owner as OrderEntry).filter(({ removed }) => !removed);
}

function sizeFault(told: string, counted: bigint): UpdateFault {
  return new UpdateFault(
    'contractSize',
    `is ${told}, but the position that is open was counted with ${fromFixedPoint(counted)}; it can change when the position is flat`,
  );
}

/** What is settled of an order on a leg that counted all its fills up to a place. */
function countedPart(
  positionSide: Leg['positionSide'],
  epoch: number,
  upTo: SettledPlace | null,
): SettledFills {
  return { positionSide, epoch, quantity: 0n, cost: 0n, fees: NO_AMOUNTS, upTo, moved: [] };
}

/** A part with fills that are counted in it one by one, not by their place. */
function withCounted(part: SettledFills, fills: readonly OrderFill[], { base }: LegAccount): SettledFills {
  const { kind } = (base as Entry<BaseRecord>).record.state;
  return {
    ...part,
    quantity: part.quantity + sumOfQuantities(fills),
    cost: fills.reduce((sum, fill) => sum + costOfFill(fill, kind), part.cost),
    fees: fills.reduce((sum, fill) => addAmounts(sum, feesOfFill(fill)), part.fees),
  };
}

/** Up to where the fills of an order on a leg were counted before it was forgotten; null where it never was. */
function countedUpTo({ settled }: OrderRecord, { positionSide }: LegAccount): SettledPlace | null {
  if (settled.length === 0) return null;
  const parts = settled.filter((part) => part.positionSide === positionSide);
  if (parts.some(({ upTo }) => upTo === null)) return null;
  return parts.reduce<SettledPlace | null>((last, { upTo }) => laterPlace(last, upTo as SettledPlace), null);
}

/** Whether a fill is among what was settled, by its place or because it was before it got a later one. */
function isSettledIn(account: LegAccount, fill: OrderFill, order: OrderEntry): boolean {
  if (account.hasSettled(fill, order)) return true;
  const { settled } = order.record;
  if (settled.length === 0) return false;
  const name = nameOfFill(fill);
  return settled.some(
    ({ positionSide, moved }) => positionSide === account.positionSide && moved.includes(name),
  );
}

function isNever(): boolean {
  return false;
}

function isCounted(fill: OrderFill, order: OrderEntry, upTo: SettledPlace | null): boolean {
  return upTo !== null && isUpTo(upTo, fill, order);
}

/** The time of what is known first of a new order (ms); null where only the caller spoke of it. */
function firstTimeOf({ reportedAt, evidence }: OrderRecord): number | null {
  const at = reportedAt ?? evidence.executions.recent[0]?.at ?? null;
  return at === null ? null : instantOf(at);
}

function legOf({ exchange, symbol, positionSide }: OrderRecord): Leg {
  return { exchange, symbol, positionSide };
}

/** The quantity of a leg after all that is known of it. */
export function quantityOf(account: LegAccount): LegQuantity {
  return { positionSide: account.positionSide, quantity: account.ledger.quantity };
}

/** What a leg owes (see `deficitOf`). */
export function deficitIn(account: LegAccount): bigint {
  return deficitOf(quantityOf(account));
}

function faultsOf(account: LegAccount, instruments: InstrumentTable): string[] {
  const { exchange, symbol, positionSide, ledger, base } = account;
  const name = `position ${exchange} ${symbol} ${positionSide}`;
  const shown = ledger.state;
  let state = ledger.base;
  for (const { item, of, after } of ledger.folded()) {
    const terms = instruments.termsAt(exchange, symbol, instantOf(item.at));
    state = !isFill(item) && item.kind === 'correction' ? after : foldItem(state, item, of, terms);
  }
  const faults: string[] = [];
  if (
    state.quantity !== shown.quantity ||
    state.cost !== shown.cost ||
    state.realizedPnl !== shown.realizedPnl
  )
    faults.push(
      `${name} is ${fromFixedPoint(shown.quantity)}, its ledger adds up to ${fromFixedPoint(state.quantity)}`,
    );
  if (base !== null && base.record.state !== ledger.base && !isSameBase(base.record, ledger))
    faults.push(`${name} does not begin with what was settled`);
  return faults;
}

function isSameBase({ state }: BaseRecord, { base }: Ledger): boolean {
  return (
    state.quantity === base.quantity && state.cost === base.cost && state.realizedPnl === base.realizedPnl
  );
}

function orderFaults(entry: OrderEntry): string[] {
  const record = entry.read();
  const { key } = entry;
  const sum = sumOfQuantities(fillsOfRecord(record));
  if (sum === toFixedPoint(record.filled)) return [];
  return [`order ${key} has filled ${record.filled}, its fills add up to ${fromFixedPoint(magnitude(sum))}`];
}
