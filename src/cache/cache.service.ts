import { Observable } from 'rxjs';
import { changeEvents } from '../events/change-event.js';
import type { CacheEvent } from './cache-event.js';
import type { FillEvent } from '../events/fill-event.js';
import type { HandlerStatus } from '../handlers/handler-status.js';
import type { AppliedBalance, Balance, BalanceFilter, BalanceUpdate } from '../balances/balance.js';
import type { BalanceService } from '../balances/balance.service.js';
import type { Aged, MarketDataByKind, MarketDataKind } from '../market-data/market-data.js';
import type { MarketDataService } from '../market-data/market-data.service.js';
import type { Fill } from '../ledger/fill.js';
import type { Explanation, FillFilter, PnlBucket } from '../ledger/ledger-entry.js';
import type { InitializedOrder, NewOrder, NewOrderOptions } from '../orders/new-order.js';
import type { Order, OrderUpdate } from '../orders/order.js';
import type { OpenOrderFilter, OrderFilter, OrderLocator } from '../orders/order-filter.js';
import type { OrderService } from '../orders/order.service.js';
import type { UpdateResult } from '../orders/update-result.js';
import type { ParameterService } from '../parameters/parameter.service.js';
import type { Position } from '../positions/position.js';
import type { PositionFilter } from '../positions/position-filter.js';
import type { Adjustment } from '../positions/adjustment.js';
import type { AdjustmentResult, AppliedUpdate } from '../positions/applied-update.js';
import type { PositionService } from '../positions/position.service.js';
import type { FillPage, PnlQuery } from '../positions/ledger-queries.js';
import type { AccountTrade, TradeBust } from '../orders/trade.js';
import type { Instrument, InstrumentDefinition } from '../instruments/instrument.js';
import type { OrderDifference, Reconciliation } from '../reconciliation/difference.js';
import type {
  MissingOrderOptions,
  MissingOrders,
  ReconcileOptions,
  ReconciliationService,
} from '../reconciliation/reconciliation.service.js';
import type { Snapshot } from '../reconciliation/snapshot.js';
import type { LimitStatus } from '../state/limits.js';
import type { ScopeId } from '../stores/scope-id.js';
import type { Latencies } from '../telemetry/scope-telemetry.js';
import type { Integrity } from './integrity.js';
import type { QuarantinedRecord } from './quarantined-record.js';
import type { Scope } from './scope.js';
import type { ScopeStatus } from './scope-status.js';
import type { Verification } from './verification.js';
import type { Flushed } from './writer.js';

/** Which of the positions of a symbol is meant, where several exchanges or legs have one. */
export type PositionLocator = Omit<PositionFilter, 'symbol'>;

/**
 * The whole contract of one scope in one injectable: its orders, positions and market data, in memory and kept in its
 * store. What touches records throws `ScopeNotServingError` until the scope is loaded.
 */
export class CacheService {
  readonly orderService: OrderService;
  readonly positionService: PositionService;
  readonly reconciliationService: ReconciliationService;
  readonly balanceService: BalanceService;
  readonly parameterService: ParameterService;
  readonly marketDataService: MarketDataService;

  constructor(
    /** The name that the scope is injected by. */
    readonly name: string,
    private readonly scopeLife: Scope,
  ) {
    const { orders, positions, reconciliation, balances, parameters, marketData } = scopeLife.services;
    this.orderService = orders;
    this.positionService = positions;
    this.reconciliationService = reconciliation;
    this.balanceService = balances;
    this.parameterService = parameters;
    this.marketDataService = marketData;
  }

  get scope(): ScopeId {
    return this.scopeLife.id;
  }

  /** Acquires the scope and loads what its store has. The module calls it at init. */
  start(): Promise<void> {
    return this.scopeLife.start();
  }

  /** `start`, but where `onConflict` is `standby` it does not wait for a process that has the scope. */
  startOrStandBy(): Promise<void> {
    return this.scopeLife.startOrStandBy();
  }

  /**
   * Writes what is left and gives the scope back. The module calls it at shutdown.
   *
   * @throws {UnsavedChangesError} if the store did not confirm everything in time.
   */
  close(): Promise<void> {
    return this.scopeLife.close();
  }

  /** Resolves when the scope serves; rejects when it cannot be opened. */
  ready(): Promise<void> {
    return this.scopeLife.start();
  }

  /** Why the store does not answer, or why the scope does not serve any more; null while all is well. */
  get failure(): Error | null {
    return this.scopeLife.failure;
  }

  /** What about the settings of the store puts at risk what it keeps, and what to do about it. */
  get risks(): readonly string[] {
    return this.scopeLife.risks;
  }

  /**
   * What was damaged when the scope was opened and was set aside (`onDamage: 'quarantine'`), and which positions did not add up any
   * more, in words. Reconcile those with the exchange.
   */
  get mended(): readonly string[] {
    return this.scopeLife.mended;
  }

  /** All records that were set aside, as they were stored, until now. */
  quarantined(): QuarantinedRecord[] {
    return this.scopeLife.quarantined();
  }

  status(): ScopeStatus {
    return this.scopeLife.status();
  }

  /** How much the scope holds of what it may not hold any number of (`maxOrders` and others), and how often something new was refused. */
  limits(): LimitStatus[] {
    return this.scopeLife.limits();
  }

  /** How long changes waited for their commit, and how long commits took, over the last five minutes. */
  latencies(): Latencies {
    return this.scopeLife.latencies();
  }

  /**
   * Resolves when everything that changed before this call is committed.
   *
   * @throws {StoreUnavailableError} if that takes longer than `timeoutMs`; it goes on being tried.
   */
  async flush(options: { readonly timeoutMs?: number } = {}): Promise<Flushed> {
    return this.scopeLife.flush(options.timeoutMs);
  }

  /** Whether this process has the scope, and writes it. False while it waits, loads, or serves without its store. */
  get isWriter(): boolean {
    return this.scopeLife.isWriter;
  }

  /** Fills as they are applied: at the end of the turn, before they are committed. `@OnFill` gets them after. */
  readonly fills$: Observable<FillEvent> = new Observable((subscriber) =>
    this.scopeLife.feed.listen(({ fills }) => {
      for (const { event } of fills) subscriber.next(event);
    }),
  );

  /** Orders as they changed, at the end of the turn, before that is committed. */
  readonly orders$: Observable<Order> = new Observable((subscriber) =>
    this.scopeLife.feed.listen(({ orders }) => {
      for (const order of orders) subscriber.next(order);
    }),
  );

  /** Positions as they changed, at the end of the turn, before that is committed. */
  readonly positions$: Observable<Position> = new Observable((subscriber) =>
    this.scopeLife.feed.listen(({ positions }) => {
      for (const position of positions) subscriber.next(position);
    }),
  );

  /** All that happens, in order; names and data are those of the HTTP events. */
  readonly events$: Observable<CacheEvent> = new Observable((subscriber) => {
    const next = (event: CacheEvent): void => subscriber.next(event);
    const ends = [
      this.scopeLife.feed.listen((turn) => changeEvents(turn).forEach(next)),
      this.scopeLife.announcements.listen((data) => next({ event: `scope.${data.state}`, data })),
      this.scopeLife.listenToSync(next),
    ];
    return () => ends.forEach((end) => end());
  });

  /** How the handlers of the scope are doing: what waits, how long, and what failed. */
  handlers(): HandlerStatus[] {
    return this.scopeLife.handlerStatuses();
  }

  /** Resolves when what was committed before this call is handled or set aside. */
  handled(): Promise<void> {
    return this.scopeLife.handled();
  }

  /** Tries the fills again that a durable handler gave up. @returns how many. */
  retrySetAside(durable: string): number {
    return this.scopeLife.retrySetAside(durable);
  }

  /**
   * Forgets a durable handler that is gone for good, and the fills that were kept for it.
   *
   * @returns whether the scope knew it.
   * @throws {HandlerInUseError} if this process has it.
   */
  forgetHandler(durable: string): boolean {
    return this.scopeLife.forgetHandler(durable);
  }

  /** Cross-checks every index against the records, and every position against its orders. */
  checkIntegrity(): Integrity {
    return this.scopeLife.checkIntegrity();
  }

  /** See `OrderService.orderInitialized`. */
  orderInitialized(order: NewOrder, options?: NewOrderOptions): InitializedOrder {
    return this.orderService.orderInitialized(order, options);
  }

  /** Joins a report into its order; its fills count as by `applyUpdate`, each once. */
  orderStatusUpdate(update: OrderUpdate): UpdateResult {
    return this.orderService.orderStatusUpdate(update);
  }

  /** Joins a report into its order; the position follows from the order's fills, each of which counts once. */
  applyUpdate(update: OrderUpdate): AppliedUpdate {
    return this.positionService.applyUpdate(update);
  }

  /** Joins a trade into its order, harmless beside reports of the same execution; see `PositionService.applyTrade`. */
  applyTrade(trade: AccountTrade): AppliedUpdate {
    return this.positionService.applyTrade(trade);
  }

  /** Funding, transfers, corrections: each id once; see `PositionService.applyAdjustment`. */
  applyAdjustment(adjustment: Adjustment): AdjustmentResult {
    return this.positionService.applyAdjustment(adjustment);
  }

  /** `applyUpdate` under the origin's name, and asynchronous as there. */
  async applyPosition(update: OrderUpdate): Promise<AppliedUpdate> {
    return this.positionService.applyUpdate(update);
  }

  order(id: string, place?: OrderLocator): Order | null {
    return this.orderService.order(id, place);
  }

  orders(filter?: OrderFilter): Order[] {
    return this.orderService.orders(filter);
  }

  /** Without those that the caller means to cancel, unless asked. */
  ordersOpen(filter?: OpenOrderFilter): Order[] {
    return this.orderService.ordersOpen(filter);
  }

  ordersCount(filter?: OrderFilter): number {
    return this.orderService.ordersCount(filter);
  }

  ordersOpenCount(filter?: OpenOrderFilter): number {
    return this.orderService.ordersOpenCount(filter);
  }

  isOrderOpen(id: string, place?: OrderLocator): boolean {
    return this.orderService.isOrderOpen(id, place);
  }

  /** The order with this id or client id: from memory, else from history. */
  getOrder(id: string, place?: OrderLocator): Promise<Order | null> {
    return this.orderService.getOrder(id, place);
  }

  /** The ids of a symbol's orders: those in memory, or with `inMem` false those in history too. */
  getSymbolOrders(symbol: string, inMem = true): Promise<Set<string>> {
    return this.orderService.getSymbolOrders(symbol, inMem);
  }

  /** The ids of the open orders: of a symbol, of an exchange, of both, or all. */
  async getOpenOrders(
    symbol?: string | null,
    exchange?: string | null,
    includeCanceling = false,
  ): Promise<Set<string>> {
    return this.orderService.getOpenOrders(symbol, exchange, includeCanceling);
  }

  /** See `OrderService.markCancelIntent`. */
  markCancelIntent(id: string, place?: OrderLocator): boolean {
    return this.orderService.markCancelIntent(id, place);
  }

  clearCancelIntent(id: string, place?: OrderLocator): boolean {
    return this.orderService.clearCancelIntent(id, place);
  }

  markAllCancelIntent(filter?: OrderFilter): Set<string> {
    return this.orderService.markAllCancelIntent(filter);
  }

  /** The orders that were submitted and that the exchange has not answered. */
  ordersInFlight(filter?: OrderFilter): Order[] {
    return this.orderService.ordersInFlight(filter);
  }

  /** See `OrderService.waitForInFlight`. */
  waitForInFlight(filter: OrderFilter, timeoutMs: number): Promise<boolean> {
    return this.orderService.waitForInFlight(filter, timeoutMs);
  }

  /** A symbol's orders that left memory, oldest first. */
  orderHistory(symbol: string): Promise<Order[]> {
    return this.orderService.orderHistory(symbol);
  }

  position(symbol: string, place?: PositionLocator): Position | null {
    return this.positionService.position(symbol, place);
  }

  positions(filter?: PositionFilter): Position[] {
    return this.positionService.positions(filter);
  }

  positionsOpen(filter?: PositionFilter): Position[] {
    return this.positionService.positionsOpen(filter);
  }

  positionsCount(filter?: PositionFilter): number {
    return this.positionService.positionsCount(filter);
  }

  positionsOpenCount(filter?: PositionFilter): number {
    return this.positionService.positionsOpenCount(filter);
  }

  async getPosition(symbol: string, place?: PositionLocator): Promise<Position | null> {
    return this.positionService.getPosition(symbol, place);
  }

  /** Compares with what an exchange says of itself; see `ReconciliationService.reconcile`. */
  reconcile(snapshot: Snapshot, options?: ReconcileOptions): Reconciliation {
    return this.reconciliationService.reconcile(snapshot, options);
  }

  reconcilePositions(
    snapshot: Omit<Snapshot, 'openOrders'>,
    options?: ReconcileOptions,
  ): Pick<Reconciliation, 'positions' | 'drift'> {
    return this.reconciliationService.reconcilePositions(snapshot, options);
  }

  reconcileOpenOrders(
    snapshot: Omit<Snapshot, 'positions'>,
    options?: ReconcileOptions,
  ): readonly OrderDifference[] {
    return this.reconciliationService.reconcileOpenOrders(snapshot, options);
  }

  /** Asks the exchange for orders that are open here and not in its list; see `ReconciliationService.resolveMissingOrders`. */
  resolveMissingOrders(
    snapshot: Omit<Snapshot, 'positions' | 'complete'>,
    options: MissingOrderOptions,
  ): Promise<MissingOrders> {
    return this.reconciliationService.resolveMissingOrders(snapshot, options);
  }

  /** Registers markets before their first fill; see `PositionService.registerInstruments`. */
  registerInstruments(definitions: Iterable<InstrumentDefinition>): void {
    this.positionService.registerInstruments(definitions);
  }

  instrument(exchange: string, symbol: string): Instrument | null {
    return this.positionService.instrument(exchange, symbol);
  }

  /** Takes what a message tells of a balance; see `BalanceService.applyBalance`. */
  applyBalance(update: BalanceUpdate): AppliedBalance {
    return this.balanceService.applyBalance(update);
  }

  balance(exchange: string, account: string, asset: string): Balance | null {
    return this.balanceService.balance(exchange, account, asset);
  }

  balances(filter?: BalanceFilter): Balance[] {
    return this.balanceService.balances(filter);
  }

  /** Sets any JSON value but null under a key of the strategy's own. @throws {InvalidParameterError} naming what is wrong. */
  setParameter(key: string, value: unknown): void {
    this.parameterService.setParameter(key, value);
  }

  /** The value of a key, frozen; null if there is none. */
  parameter<T = unknown>(key: string): Readonly<T> | null {
    return this.parameterService.parameter<T>(key);
  }

  parameterKeys(): string[] {
    return this.parameterService.parameterKeys();
  }

  deleteParameter(key: string): boolean {
    return this.parameterService.deleteParameter(key);
  }

  /** A strategy's own JSON of a symbol, in one commit with the update that caused it; see `ParameterService.setMetadata`. */
  setMetadata(symbol: string, value: unknown): void {
    this.parameterService.setMetadata(symbol, value);
  }

  /** The value of a symbol, frozen; null if there is none. */
  metadata<T = unknown>(symbol: string): Readonly<T> | null {
    return this.parameterService.metadata<T>(symbol);
  }

  deleteMetadata(symbol: string): boolean {
    return this.parameterService.deleteMetadata(symbol);
  }

  /** Notes the leverage of a symbol, a decimal above zero. @throws {InvalidParameterError} naming what is wrong. */
  setLeverage(exchange: string, symbol: string, leverage: string): void {
    this.parameterService.setLeverage(exchange, symbol, leverage);
  }

  leverage(exchange: string, symbol: string): string | null {
    return this.parameterService.leverage(exchange, symbol);
  }

  /** Sets any JSON value of a symbol. @throws {InvalidMarketDataError} if it cannot be written as JSON. */
  setMarketData(symbol: string, data: unknown): void {
    this.marketDataService.setMarketData(symbol, data);
  }

  /** The value that `setMarketData` set last, frozen, or null. */
  async getMarketData(symbol: string): Promise<unknown> {
    return this.marketData(symbol)?.value ?? null;
  }

  /** `getMarketData`, synchronous and with its age. */
  marketData(symbol: string): Aged<unknown> | null {
    return this.marketDataService.marketData(symbol);
  }

  /** Sets the latest value of a typed kind. @throws {InvalidMarketDataError} naming the field that is wrong. */
  setMarket<Kind extends MarketDataKind>(
    kind: Kind,
    symbol: string,
    value: MarketDataByKind[Kind],
    interval?: string,
  ): void {
    this.marketDataService.setMarket(kind, symbol, value, interval);
  }

  /** The latest value of a typed kind, frozen, with its age; null if there is none. */
  market<Kind extends MarketDataKind>(
    kind: Kind,
    symbol: string,
    interval?: string,
  ): Aged<MarketDataByKind[Kind]> | null {
    return this.marketDataService.market(kind, symbol, interval);
  }

  /** Does what is due by the clock. The heartbeat calls it. */
  tick(): Promise<void> {
    return this.scopeLife.tick();
  }

  /** From now on every change is written at once: the application is going down. */
  hurry(): void {
    this.scopeLife.hurry();
  }

  /** All fills that match, oldest first, from memory and the fill history. */
  fills(filter?: FillFilter): Promise<Fill[]> {
    return this.positionService.fills(filter);
  }

  /** A page of the fills that match, oldest first. @param after the `next` of the page before, or empty. */
  fillsPage(filter: FillFilter, after: string, limit: number): Promise<FillPage> {
    return this.positionService.fillsPage(filter, after, limit);
  }

  /** Why a position is what it is; see `PositionService.explain`. */
  explain(
    symbol: string,
    place?: PositionLocator,
    page?: { readonly after?: string; readonly limit?: number },
  ): Promise<Explanation | null> {
    return this.positionService.explain(symbol, place, page);
  }

  /** The position as of a time of the exchange's clock (ms); see `PositionService.positionAt`. */
  positionAt(symbol: string, time: number, place?: PositionLocator): Promise<Position | null> {
    return this.positionService.positionAt(symbol, time, place);
  }

  /** Realized profit, fees and funding by hours or days; see `PositionService.pnl`. */
  pnl(query: PnlQuery): Promise<PnlBucket[]> {
    return this.positionService.pnl(query);
  }

  /** What an order replaced and what replaced it, oldest first; see `OrderService.chain`. */
  chain(id: string, place?: OrderLocator): Promise<Order[]> {
    return this.orderService.chain(id, place);
  }

  /** Takes a trade back; see `PositionService.bustTrade`. */
  bustTrade(bust: TradeBust): AppliedUpdate {
    return this.positionService.bustTrade(bust);
  }

  /** The orders in memory that match and have ended. */
  ordersClosed(filter?: OrderFilter): Order[] {
    return this.orderService.ordersClosed(filter);
  }

  /** The positions that match and are flat. */
  positionsClosed(filter?: PositionFilter): Position[] {
    return this.positionService.positionsClosed(filter);
  }

  isPositionOpen(symbol: string, place?: PositionLocator): boolean {
    return this.positionService.isPositionOpen(symbol, place);
  }

  /** Checks indexes and positions, and the fill history entry by entry. */
  verify(): Promise<Verification> {
    return this.scopeLife.verify();
  }
}
