import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import { checkInstrument } from '../instruments/check-instrument.js';
import type { Instrument, InstrumentDefinition } from '../instruments/instrument.js';
import type { InstrumentTable } from '../instruments/instrument.table.js';
import { InvalidInstrumentError } from '../instruments/instruments.errors.js';
import type { Fill } from '../ledger/fill.js';
import type { Explanation, FillFilter, PnlBucket } from '../ledger/ledger-entry.js';
import { isFlat } from '../ledger/leg-quantity.js';
import { wasHeld } from '../ledger/leg-state.js';
import type { Leg } from '../ledger/leg.js';
import type { Arrivals } from '../ledger/message-time.js';
import { millisecondsOf } from '../ledger/message-time.js';
import { areFeesKnown } from '../ledger/order-fill.js';
import type { OrderFill } from '../ledger/order-fill.js';
import { sumOfQuantities } from '../ledger/fills-of.js';
import type { OrderUpdate } from '../orders/order.js';
import { shownId } from '../orders/order-record.js';
import { isReduceOnly } from '../orders/plain-order.js';
import type { JoinedMessage, OrderService } from '../orders/order.service.js';
import { checkBust, checkTrade } from '../orders/trade.js';
import type { AccountTrade, TradeBust } from '../orders/trade.js';
import { UpdateFault } from '../orders/update-fault.js';
import { refusalReason, rejection } from '../orders/update-result.js';
import type { Gate } from '../state/gate.js';
import type { ScopeTelemetry } from '../telemetry/scope-telemetry.js';
import { checkAdjustment } from './adjustment.js';
import type { Adjustment } from './adjustment.js';
import type { AdjustmentResult, AppliedUpdate, PositionGap } from './applied-update.js';
import type { FillHistory } from './fill-history.js';
import type { LegAccount } from './leg-account.js';
import { LedgerQueries } from './ledger-queries.js';
import type { FillPage, PnlQuery } from './ledger-queries.js';
import type { Position } from './position.js';
import { matchesPosition } from './position-filter.js';
import type { PositionFilter } from './position-filter.js';
import { entryPriceOf, positionView } from './position-view.js';
import type { Mark } from './position-view.js';
import { deficitIn, quantityOf } from './position.table.js';
import type { PositionTable } from './position.table.js';
import { AmbiguousPositionError } from './positions.errors.js';

/** Where positions find the price that they are valued at. */
export interface MarkSource {
  markOf(symbol: string): Mark | null;
}

/** What an exchange says is held of a leg. */
export interface Adopted {
  /** Signed, in `10^-18`. */
  readonly quantity: bigint;
  /** Average entry, in `10^-18`; null where it is not said, and the leg keeps its own. */
  readonly entryPrice: bigint | null;
  /** The exchange's time of it (ms), or null. */
  readonly asOf: number | null;
}

/** How many entries `explain` gives unless it is asked for more. */
const EXPLAINED = 100;
/** Made once: reads of positions make no object. */
const ANYWHERE: Omit<PositionFilter, 'symbol'> = {};

/** The positions of a scope: what the fills of orders make them, and asking for them. */
export class PositionService {
  private readonly ledgers: LedgerQueries;

  constructor(
    private readonly orders: OrderService,
    private readonly table: PositionTable,
    private readonly instruments: InstrumentTable,
    private readonly marks: MarkSource,
    history: FillHistory,
    private readonly gate: Gate,
    private readonly arrivals: Arrivals,
    private readonly now: () => number,
    private readonly telemetry: ScopeTelemetry,
  ) {
    this.ledgers = new LedgerQueries(table, instruments, history);
  }

  /**
   * Joins a report into its order. The position follows from the order's fills; however often a report comes, each fill counts once.
   */
  applyUpdate(raw: OrderUpdate): AppliedUpdate {
    // Around the gate: what is refused is no change, and is not made again.
    try {
      return this.gate.isNoting ? this.applyNoted(raw) : this.applied(raw, false);
    } catch (error) {
      return this.telemetry.told('report', rejection(raw, error));
    }
  }

  /** `applyUpdate` of an entry of a list of open orders that was asked for: it answers a cancel that was refused. @internal */
  applyListed(raw: OrderUpdate): AppliedUpdate {
    return this.gate.change(
      [raw],
      (again) => this.applyListed(...again),
      () => this.applied(raw, true),
    );
  }

  /** Joins a trade into its order. It counts once, whether reports tell of the same execution or not, and whichever comes first. */
  applyTrade(raw: AccountTrade): AppliedUpdate {
    return this.telemetry.told(
      'trade',
      refused(() =>
        this.gate.change(
          [raw],
          (again) => this.applyTrade(...again),
          () => {
            const trade = checkTrade(raw);
            return this.resultOf(this.orders.joinTrade(trade));
          },
        ),
      ),
    );
  }

  /** Takes a trade back: it counts no more, whenever it is reported again. A correction is a bust and a new trade. */
  bustTrade(raw: TradeBust): AppliedUpdate {
    return this.telemetry.told(
      'bust',
      refused(() =>
        this.gate.change(
          [raw],
          (again) => this.bustTrade(...again),
          () => {
            const { outcome, entry } = this.orders.joinBust(checkBust(raw));
            return { outcome, orderId: shownId(entry.record) };
          },
        ),
      ),
    );
  }

  /** Changes a position by what no order tells: funding, transfers, corrections. Each id once. */
  applyAdjustment(raw: Adjustment): AdjustmentResult {
    try {
      return this.gate.change(
        [raw],
        (again) => this.applyAdjustment(...again),
        () => {
          const { exchange, symbol, positionSide, ...adjustment } = checkAdjustment(raw);
          const { id, kind, quantity, price, amount, currency, reason, timestamp } = adjustment;
          const at = timestamp ?? this.justNow({ exchange, symbol, positionSide }, this.now());
          const item = {
            kind: 'adjustment',
            id,
            adjustmentKind: kind,
            quantity,
            price,
            amount,
            currency,
            reason,
            at,
          } as const;
          const applied = { exchange, symbol, positionSide, item, appliedAt: this.now(), isSettled: false };
          const isNew = this.table.adjust(exchange, applied);
          return this.telemetry.told('adjustment', { outcome: isNew ? 'applied' : 'duplicate' });
        },
      );
    } catch (error) {
      return this.telemetry.told('adjustment', { outcome: 'rejected', ...refusalReason(error) });
    }
  }

  /**
   * Registers markets, all or none: how each is accounted, before its first fill.
   *
   * @throws {InvalidInstrumentError} naming the field that is wrong, or that cannot change any more.
   * @throws {LimitReachedError} if the scope has no room for all that are new.
   */
  registerInstruments(definitions: Iterable<InstrumentDefinition>): void {
    const given = [...definitions];
    this.gate.change(
      [given],
      (again) => this.registerInstruments(...again),
      () => {
        const instruments = given.map(checkInstrument);
        for (const instrument of instruments) this.assertTermsFit(instrument);
        this.instruments.admit(instruments);
        for (const instrument of instruments) this.register(instrument);
      },
    );
  }

  /**
   * Makes a position what the exchange says it was at a time. Entries from before that time count no more for quantity and entry, also those that come
   * later; nothing is realized by it.
   *
   * @param now when that is told, on the cache's own clock (ms): without a time of the exchange the snapshot counts as of then.
   * @internal
   */
  adopt(leg: Leg, adopted: Adopted, now = this.now()): void {
    this.gate.change(
      [leg, adopted, now],
      (again) => this.adopt(...again),
      () => {
        const { exchange } = leg;
        const { quantity, entryPrice, asOf } = adopted;
        const at = asOf ?? this.justNow(leg, now);
        this.arrivals.adopted(at, exchange);
        const id = `${quantity}@${entryPrice ?? ''}`;
        const item = { kind: 'adoption', id, quantity, entryPrice, at } as const;
        const orders = this.table.adopt({ exchange, leg, named: [], item, adoptedAt: this.now() });
        for (const order of orders) this.orders.deriveAnew(order);
      },
    );
  }

  /** Notes a complete snapshot: every leg of the exchange that it does not name was flat at its time. @internal */
  adoptRest(exchange: string, named: ReadonlySet<string>, asOf: number | null, now = this.now()): void {
    this.gate.change(
      [exchange, named, asOf, now],
      (again) => this.adoptRest(...again),
      () => {
        const at = asOf ?? this.arrivals.justNow(exchange, this.table.latestTimeOf(exchange), now);
        this.arrivals.adopted(at, exchange);
        const item = { kind: 'adoption', id: '0@', quantity: 0n, entryPrice: null, at } as const;
        const rest = { exchange, leg: null, named: [...named].toSorted(), item, adoptedAt: this.now() };
        for (const order of this.table.adopt(rest)) this.orders.deriveAnew(order);
      },
    );
  }

  /** @throws {LimitReachedError} if the scope has no room for all those of these legs that are new. @internal */
  admit(legs: readonly Leg[]): void {
    this.table.admit(legs);
  }

  /** The legs of an exchange and what each is, exactly. @internal */
  statesOf(exchange: string): LegWithState[] {
    this.gate.pass();
    return Array.from(this.table.all(), stateOf).filter((leg) => leg.exchange === exchange);
  }

  /** What is registered of a market, or null. */
  instrument(exchange: string, symbol: string): Instrument | null {
    this.gate.pass();
    return this.instruments.at(exchange, symbol);
  }

  /**
   * The position of a symbol, or null if there never was one. A flat position stays readable.
   *
   * @throws {AmbiguousPositionError} if several legs of the symbol were held and `place` does not tell which.
   */
  position(symbol: string, place: Omit<PositionFilter, 'symbol'> = ANYWHERE): Position | null {
    this.gate.pass();
    const account = this.accountOf(symbol, place);
    return account === null ? null : this.view(account);
  }

  getPosition(symbol: string, place?: Omit<PositionFilter, 'symbol'>): Promise<Position | null> {
    return Promise.resolve(this.position(symbol, place));
  }

  /**
   * The position as of a time of the exchange's clock (ms), that time included: from memory, or from the fill history. Null if there was none yet.
   * It is valued at no price.
   *
   * @throws {HistoryTrimmedError} if the time is before all that is kept.
   */
  async positionAt(
    symbol: string,
    time: number,
    place: Omit<PositionFilter, 'symbol'> = {},
  ): Promise<Position | null> {
    this.gate.pass();
    if (!Number.isSafeInteger(time) || time < 0)
      throw new UpdateFault('time', 'must be integer milliseconds since the epoch');
    const account = this.accountOf(symbol, place);
    const state = account === null ? null : await this.ledgers.stateAt(account, time);
    if (account === null || state === null) return null;
    return positionView(account, state, this.instruments.at(account.exchange, symbol), null);
  }

  /**
   * Why the position of a symbol is what it is: what was settled of it, and the entries of its ledger, newest first, each with the position after it.
   *
   * @param page `after` is the `next` of the page before; `limit` how many entries, 100 unless given.
   * @throws {AmbiguousPositionError} as `position`.
   */
  async explain(
    symbol: string,
    place: Omit<PositionFilter, 'symbol'> = {},
    { after, limit = EXPLAINED }: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<Explanation | null> {
    this.gate.pass();
    const account = this.accountOf(symbol, place);
    if (account === null) return null;
    const before = after === undefined || after === '' ? null : Number(after);
    if (before !== null && !Number.isSafeInteger(before))
      throw new UpdateFault('after', 'is no place in a ledger: give what the page before answered as next');
    const position = this.view(account);
    const { quantity, kind, cost } = account.ledger.base;
    const last = account.base?.record.last ?? null;
    const { entries, next } = await this.ledgers.entriesBefore(account, before, limit);
    return {
      position,
      base: {
        signedAmount: fromFixedPoint(quantity),
        entryPrice: entryPriceOf({ kind, quantity, cost }, account.positionSide),
        asOf: last === null ? null : millisecondsOf(last.at),
      },
      entries,
      next: next === null ? null : String(next),
    };
  }

  /** All fills that match, oldest first, from memory and the fill history. */
  async fills(filter: FillFilter = {}): Promise<Fill[]> {
    this.gate.pass();
    return this.ledgers.fills(filter);
  }

  /** A page of the fills that match, oldest first. @param after the `next` of the page before, or empty. */
  async fillsPage(filter: FillFilter, after: string, limit: number): Promise<FillPage> {
    this.gate.pass();
    return this.ledgers.fillsPage(filter, after, limit);
  }

  /**
   * Realized profit, fees and funding by hours or days (UTC) and currency, the first and the last cut at `from` and `to`; `netPnl` is the profit less fees plus funding. The profits of all buckets
   * add up to the `realizedPnl` of the positions, exactly.
   *
   * @throws {UpdateFault} if the span makes no sense.
   */
  async pnl(query: PnlQuery): Promise<PnlBucket[]> {
    this.gate.pass();
    return this.ledgers.pnl(query);
  }

  /** All positions that match, flat ones too. */
  positions(filter: PositionFilter = {}): Position[] {
    this.gate.pass();
    return this.matching(filter).map((account) => this.view(account));
  }

  /** All positions that match and are not flat. */
  positionsOpen(filter: PositionFilter = {}): Position[] {
    this.gate.pass();
    return this.openMatching(filter).map((account) => this.view(account));
  }

  /** All positions that match and are flat. */
  positionsClosed(filter: PositionFilter = {}): Position[] {
    this.gate.pass();
    return this.matching(filter)
      .filter((account) => isFlat(quantityOf(account)))
      .map((account) => this.view(account));
  }

  /** Whether a leg of a symbol is not flat. */
  isPositionOpen(symbol: string, place: Omit<PositionFilter, 'symbol'> = {}): boolean {
    return this.positionsOpenCount({ ...place, symbol }) > 0;
  }

  positionsCount(filter: PositionFilter = {}): number {
    this.gate.pass();
    return this.matching(filter).length;
  }

  positionsOpenCount(filter: PositionFilter = {}): number {
    this.gate.pass();
    return this.openMatching(filter).length;
  }

  private applyNoted(raw: OrderUpdate): AppliedUpdate {
    return this.gate.change(
      [raw],
      (again) => this.applyUpdate(...again),
      () => this.applied(raw, false),
    );
  }

  private applied(raw: OrderUpdate, isListed: boolean): AppliedUpdate {
    return this.telemetry.told('report', this.resultOf(this.orders.joinReport(raw, isListed)));
  }

  /** What a message did, with the gap that it shows. */
  private resultOf(message: JoinedMessage): AppliedUpdate {
    const { outcome, entry, change } = message;
    const orderId = shownId(entry.record);
    if (outcome !== 'applied' || change.added.length === 0) return { outcome, orderId };
    const gap = gapIn(message, this.owedAfter(message));
    if (gap === null) return { outcome, orderId };
    this.table.watch?.gapFound(gap);
    return { outcome, orderId, gap };
  }

  /** By how much the leg of an order owes more after its fills, where it may. */
  private owedAfter(message: JoinedMessage): bigint {
    const { entry, change } = message;
    const { side, positionSide } = entry.record;
    if (positionSide === 'NET' && !isReduceOnly(entry.record)) return 0n;
    const opens = (side === 'BUY') === (positionSide === 'LONG');
    if (positionSide !== 'NET' && opens) return 0n;
    const account = this.table.account(entry.record);
    const after = positionSide === 'NET' ? crossedBy(account, message) : deficitIn(account);
    const filled = sumOfQuantities(change.added);
    return after < filled ? after : filled;
  }

  /** A time that is later than everything that is known of a leg and of its exchange. */
  private justNow(leg: Leg, now: number): number {
    return this.arrivals.justNow(leg.exchange, this.table.find(leg)?.latestTime ?? 0, now);
  }

  private accountOf(symbol: string, place: Omit<PositionFilter, 'symbol'>): LegAccount | null {
    const legs = this.table.ofSymbol(symbol);
    const only = legs[0];
    if (legs.length === 1 && only !== undefined) return matchesPosition(only, place) ? only : null;
    const matching = legs.filter((account) => matchesPosition(account, place));
    // A leg that never held anything does not hide one that did: funding of an unknown leg is on the NET leg.
    const held = matching.length > 1 ? matching.filter(({ ledger }) => wasHeld(ledger.state)) : [];
    const candidates = held.length === 0 ? matching : held;
    if (candidates.length > 1) throw new AmbiguousPositionError(symbol, candidates);
    return candidates[0] ?? null;
  }

  private matching(filter: PositionFilter): LegAccount[] {
    const candidates =
      filter.symbol === undefined ? [...this.table.all()] : this.table.ofSymbol(filter.symbol);
    return candidates.filter((account) => matchesPosition(account, filter));
  }

  private openMatching(filter: PositionFilter): LegAccount[] {
    return this.matching(filter).filter((account) => !isFlat(quantityOf(account)));
  }

  /** What callers see of a leg. @internal */
  view(account: LegAccount): Position {
    const { exchange, symbol, ledger, shown } = account;
    const { figures } = ledger;
    const instrument = this.instruments.at(exchange, symbol);
    const mark = this.marks.markOf(symbol);
    const isSame = shown !== null && shown.figures === figures && shown.instrument === instrument;
    if (isSame && mark === null && shown.position.markPrice === null) return shown.position;
    const position = positionView(account, figures, instrument, mark, shown);
    if (shown === null) account.shown = { figures, instrument, position };
    else {
      shown.figures = figures;
      shown.instrument = instrument;
      shown.position = position;
    }
    return position;
  }

  private register(instrument: Instrument): void {
    const { exchange, symbol } = instrument;
    const legs = this.table.ofSymbol(symbol).filter((account) => account.exchange === exchange);
    this.instruments.register(
      instrument,
      legs.length === 0 ? null : this.table.latestOf(exchange, symbol) + 1,
    );
    this.table.refold(exchange, symbol);
  }

  /**
   * What was counted on other terms cannot be counted on.
   *
   * @throws {InvalidInstrumentError} naming the term that does not fit.
   */
  private assertTermsFit({ exchange, symbol, kind, contractSize }: Instrument): void {
    for (const account of this.table.ofSymbol(symbol)) {
      const { state } = account.ledger;
      if (account.exchange !== exchange || state.updatedAt === null) continue;
      if (state.kind !== kind)
        throw new InvalidInstrumentError(
          symbol,
          'kind',
          `is ${kind}, but its fills were counted as ${state.kind}; register it before the first`,
        );
      if (state.quantity !== 0n && state.contractSize !== toFixedPoint(contractSize))
        throw new InvalidInstrumentError(
          symbol,
          'contractSize',
          `is ${contractSize}, but the position that is open was counted with ${fromFixedPoint(state.contractSize)}; it can change when the position is flat`,
        );
    }
  }
}

/** A leg with what it is. */
export type LegWithState = Leg & LegAccount['ledger']['state'];

function stateOf(account: LegAccount): LegWithState {
  const { exchange, symbol, positionSide, ledger } = account;
  return { ...ledger.state, exchange, symbol, positionSide };
}

/** Whether a message that told of a fill was missed. */
function isMissed({ inferred, missed, estimated }: OrderFill): boolean {
  return inferred === true && (missed === true || estimated === true);
}

/** What a message shows to have been missed: fills that are inferred because a message did not come, or a close before its open. */
function gapIn({ entry, change }: JoinedMessage, owed: bigint): PositionGap | null {
  if (owed <= 0n && !change.added.some(isMissed)) return null;
  const { exchange, symbol, positionSide } = entry.record;
  const missed = change.added.filter(isMissed);
  const quantity = sumOfQuantities(missed) - sumOfQuantities(change.removed.filter(isMissed));
  const isOwed = quantity <= 0n;
  if (isOwed && owed <= 0n) return null;
  return {
    exchange,
    symbol,
    positionSide,
    orderId: shownId(entry.record),
    quantity: fromFixedPoint(isOwed ? owed : quantity),
    estimated: !isOwed && missed.some(({ estimated }) => estimated === true),
    feesUnknown: !isOwed && missed.some((fill) => !areFeesKnown(fill)),
  };
}

/** By how much a reduce-only fill crossed zero. */
function crossedBy({ ledger }: LegAccount, { entry }: JoinedMessage): bigint {
  const { quantity } = ledger;
  const isCrossed = entry.record.side === 'BUY' ? quantity > 0n : quantity < 0n;
  return isCrossed ? (quantity < 0n ? -quantity : quantity) : 0n;
}

/** A change, or why it was refused. */
function refused(change: () => AppliedUpdate): AppliedUpdate {
  try {
    return change();
  } catch (error) {
    return { outcome: 'rejected', orderId: null, ...refusalReason(error) };
  }
}
