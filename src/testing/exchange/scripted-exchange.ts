import type { CacheService } from '../../cache/cache.service.js';
import type { Mapped } from '../../exchanges/mapped.js';
import type { InstrumentDefinition } from '../../instruments/instrument.js';
import { legKey } from '../../ledger/leg.js';
import type { Liquidity } from '../../ledger/execution.js';
import { decimal } from '../../orders/field-checks.js';
import type { OrderUpdate, PositionSide } from '../../orders/order.js';
import type { AccountTrade } from '../../orders/trade.js';
import { checkUpdate } from '../../orders/update-check.js';
import type { Snapshot } from '../../reconciliation/snapshot.js';
import { VirtualClock } from '../module/virtual-clock.js';
import { Rational } from '../simulator/rational.js';
import { applyTo } from './apply-to.js';
import { Delivery } from './delivery.js';
import type { DeliveryOptions } from './delivery.js';
import { MessageStream } from './message-stream.js';
import { ImpossibleScriptError, RequestRefusedError } from './scripted-exchange.errors.js';
import { feeCurrencyOf, feeOf, worthOf } from './scripted-market.js';
import type { FeeRates, ScriptedMarket } from './scripted-market.js';
import { ScriptedOrder } from './scripted-order.js';
import type { OrderRequest, ScriptedFill } from './scripted-order.js';
import { ScriptedPosition } from './scripted-position.js';
import type { ExchangePosition } from './scripted-position.js';

export interface ScriptedExchangeOptions {
  /** What it is called in its messages; `scripted` unless given. */
  readonly name?: string;
  /** Where its times come from; a clock of its own unless given. */
  readonly clock?: VirtualClock;
  /** Its markets. Any other symbol is a linear market whose contract is one. */
  readonly markets?: readonly ScriptedMarket[];
  readonly fees?: FeeRates;
  /** How messages come, but where `deliver` says otherwise. What `outOfOrder` holds back comes at `drain`. */
  readonly delivery?: DeliveryOptions;
}

/** What a script says of a fill; the exchange knows the rest. */
export interface FillDetails {
  /** MAKER for an order with a price, TAKER for one without, unless given. */
  readonly liquidity?: Liquidity;
  /** By the rates of the exchange unless given; negative for a rebate. */
  readonly fee?: string;
  readonly feeCurrency?: string;
}

/**
 * An exchange that does what a test tells it, and says what an exchange would say then: reports of orders, trades, positions. A bot sends it orders
 * (`submit`, `requestCancel`); the test decides what becomes of them (`accept`, `fill`, `cancel`, …).
 *
 * Ids count up, and times are those of its clock; where that stands still, each event is a millisecond later than the one before. Quantities and prices
 * are exact decimals. What it holds it counts by itself, so that a cache can be compared with it.
 *
 * Orders are named by their id or client id. Listeners have a message when the call that caused it returns; what a listener causes comes after that.
 */
export class ScriptedExchange {
  readonly name: string;
  readonly clock: VirtualClock;
  private readonly markets: ReadonlyMap<string, ScriptedMarket>;
  private readonly fees: FeeRates;
  private readonly listed: ScriptedOrder[] = [];
  private readonly held = new Map<string, ScriptedPosition>();
  private readonly executions: AccountTrade[] = [];
  private readonly listeners = new Set<(message: Mapped) => void>();
  private readonly streams = new Set<MessageStream>();
  private delivery: Delivery;
  private connected = true;
  private lastTime = 0;

  constructor({
    name = 'scripted',
    clock = new VirtualClock(),
    markets = [],
    fees = {},
    delivery = {},
  }: ScriptedExchangeOptions = {}) {
    this.name = name;
    this.clock = clock;
    this.markets = new Map(markets.map((market) => [market.symbol, market]));
    this.fees = fees;
    this.delivery = this.deliveryOf(delivery);
  }

  /**
   * Applies what the exchange says to a scope, once its markets are registered there. Pushes of positions change nothing there. It ends when the scope is
   * closed, as with a process that ends.
   *
   * @returns what ends it before.
   * @throws {ScopeNotServingError} if the scope is not open yet: init the module first.
   * @throws {Error} from the call that caused a message, if the scope rejects it.
   */
  connect(cache: CacheService): () => void {
    cache.registerInstruments(this.instruments());
    const end = this.on((message) => {
      if (cache.status().state === 'closed') end();
      else applyTo(cache, message);
    });
    return end;
  }

  /** Tells a listener what the exchange says, in the form that `applyMapped` takes. @returns what ends that. */
  on(listener: (message: Mapped) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** A connection for a bot's own feed, as an async iterator. It ends at `disconnect`. @throws {RequestRefusedError} while disconnected. */
  stream(): AsyncIterableIterator<Mapped, undefined> {
    if (!this.connected) throw new RequestRefusedError('it is disconnected');
    const stream: MessageStream = new MessageStream(() => this.streams.delete(stream));
    this.streams.add(stream);
    return stream;
  }

  /**
   * Takes an order in, as its REST interface does. Nothing is said of it until it is accepted, rejected or filled.
   *
   * @returns the order's id.
   * @throws {UpdateFault} naming the field that is wrong.
   * @throws {RequestRefusedError} if an open order has its client id.
   */
  submit(request: OrderRequest): string {
    const { exchange = this.name, clientOrderId = null } = request;
    if (exchange !== this.name) throw new RequestRefusedError(`it is ${this.name}, not ${exchange}`);
    if (clientOrderId !== null && this.listed.some((each) => isNamed(each, clientOrderId) && !each.hasEnded))
      throw new RequestRefusedError(`an open order has the client id ${clientOrderId}`);
    const market = this.markets.get(request.symbol) ?? { symbol: request.symbol };
    const id = String(this.listed.length + 1);
    const order = new ScriptedOrder(id, this.name, market, { ...request }, this.moment());
    checkUpdate(order.report(), null);
    if (Rational.of(request.amount).sign === 0) throw new RequestRefusedError('its amount is zero');
    this.listed.push(order);
    return id;
  }

  /** Notes that a bot wants an order canceled. Nothing happens until the test says it: `cancel`, `rejectCancel`, or a fill. */
  requestCancel(id: string): void {
    const order = this.find(id);
    if (order === null) throw new RequestRefusedError(`there is no order ${id}`);
    if (order.hasEnded) throw new RequestRefusedError(`order ${id} is ${order.status}`);
    order.isCancelRequested = true;
  }

  /** The exchange takes an order: ACCEPTED. */
  accept(id: string): void {
    const order = this.expect(id, 'be accepted', (each) => each.status === 'PENDING');
    this.turn(order, 'ACCEPTED');
  }

  /** The exchange refuses an order: REJECTED. */
  reject(id: string, reason: string): void {
    const order = this.expect(id, 'be rejected', (each) => each.status === 'PENDING');
    this.turn(order, 'REJECTED', reason);
  }

  /**
   * Executes an order, or a part of it: all that remains unless an amount is given, at its own price unless one is given. An order that is not answered
   * yet may be filled, and one that was canceled or expired too: the fill was before that, and is told later.
   *
   * @throws {ImpossibleScriptError} if it would trade more than the order has, or close more than the leg has.
   */
  fill(id: string, amount?: string | null, price?: string | null, details: FillDetails = {}): void {
    const order = this.expect(id, 'be filled', ({ status }) => status !== 'FILLED' && status !== 'REJECTED');
    const fill = this.execution(order, amount, price, details);
    const position = this.positionOf(order);
    assertClosable(order, position, fill);
    order.at = this.moment();
    order.execute(fill);
    position.fill(order.side, fill, order.at);
    const trade = this.tradeOf(order, fill);
    this.executions.push(trade);
    const status = order.status === 'FILLED' ? 'FILLED' : 'PARTIALLY_FILLED';
    this.delivery.send(
      { kind: 'positions', exchange: this.name, positions: [position.message()] },
      { kind: 'orders', updates: [order.report(status, fill)] },
      { kind: 'trades', trades: [trade] },
    );
  }

  /** The exchange cancels an order, whether a bot asked for it or not: CANCELED. */
  cancel(id: string, reason?: string): void {
    this.turn(
      this.expect(id, 'be canceled', (each) => !each.hasEnded),
      'CANCELED',
      reason,
    );
  }

  /** The exchange does not cancel an order that it was asked to: it says that the order goes on. */
  rejectCancel(id: string): void {
    const order = this.expect(
      id,
      'have a cancel refused',
      (each) => each.isOpen && each.isCancelRequested,
      'Call requestCancel first, while it is open.',
    );
    order.isCancelRequested = false;
    order.at = this.moment();
    this.say(order);
  }

  /** An order ends by its own terms, such as a post-only order that would have traded at once: EXPIRED. */
  expire(id: string, reason?: string): void {
    this.turn(
      this.expect(id, 'expire', (each) => !each.hasEnded),
      'EXPIRED',
      reason,
    );
  }

  /** The exchange takes another price or amount for an open order. @param terms what stays is left out. */
  amend(id: string, terms: { readonly price?: string; readonly amount?: string }): void {
    const order = this.expect(id, 'be amended', ({ isOpen }) => isOpen);
    const { price, amount } = order.report();
    const next = { price: decimalOr(terms.price, price ?? null), amount: decimalOr(terms.amount, amount) };
    const filled = Rational.of(order.report().filled);
    if (Rational.of(next.amount).compare(filled) <= 0)
      throw new ImpossibleScriptError(
        `Order ${id} cannot be amended to ${next.amount}, of which ${filled.toDecimal()} is filled`,
        'Give a larger amount, or cancel it.',
      );
    order.amend(next.price, next.amount);
    order.at = this.moment();
    this.say(order);
  }

  /** The connection is lost: streams end, and what happens until `reconnect` is told to nobody. Requests still work. */
  disconnect(): void {
    this.connected = false;
    this.delivery.lose();
    for (const stream of this.streams) stream.end();
    this.streams.clear();
  }

  /** The connection is there again. What was missed stays so: ask for `snapshot()`, `trades()` and `order(id)`. */
  reconnect(): void {
    this.connected = true;
  }

  /** Has what a script causes delivered in another way; what that holds back comes when the script ends. @returns what the script does. */
  deliver<Result>(options: DeliveryOptions, script: () => Result): Result {
    const usual = this.delivery;
    const meanwhile = this.deliveryOf(options);
    this.delivery = meanwhile;
    const end = (): void => {
      this.delivery = usual;
      meanwhile.drain();
    };
    let isLater = false;
    try {
      const result = script();
      isLater = result instanceof Promise;
      return isLater ? ((result as Promise<unknown>).finally(end) as Result) : result;
    } finally {
      if (!isLater) end();
    }
  }

  /** Delivers what the exchange's own `delivery` holds back. */
  drain(): void {
    this.delivery.drain();
  }

  /** What the exchange says when it is asked: positions that are open, and open orders, all of them. For `reconcile`. */
  snapshot(): Snapshot & Required<Pick<Snapshot, 'positions' | 'openOrders'>> {
    const positions = [...this.held.values()].filter(({ isFlat }) => !isFlat);
    return {
      exchange: this.name,
      complete: true,
      timestamp: this.moment(),
      positions: positions.map((position) => position.message()),
      openOrders: this.openOrders(),
    };
  }

  /** What the exchange says of an order when it is asked; PENDING where it has not answered yet. Null if there is none. */
  order(id: string): OrderUpdate | null {
    return this.find(id)?.report() ?? null;
  }

  /** All orders, oldest first, as `order` says them. */
  orders(): OrderUpdate[] {
    return this.listed.map((order) => order.report());
  }

  /** The orders that were submitted, and neither accepted, filled nor ended: what the test decides about. Oldest first. */
  submitted(): OrderUpdate[] {
    return reports(this.listed.filter(({ status }) => status === 'PENDING'));
  }

  /** The orders that are open, oldest first. */
  openOrders(symbol?: string): OrderUpdate[] {
    return reports(
      this.listed.filter(({ isOpen, market }) => isOpen && market.symbol === (symbol ?? market.symbol)),
    );
  }

  /** The orders that a bot wants canceled and that have not ended, oldest first. */
  cancelRequests(): OrderUpdate[] {
    return reports(this.listed.filter(({ isCancelRequested, hasEnded }) => isCancelRequested && !hasEnded));
  }

  /** All trades, oldest first, or those from a time (ms) on. */
  trades(since = 0): AccountTrade[] {
    return this.executions.filter(({ timestamp }) => (timestamp ?? 0) >= since);
  }

  /** What the exchange holds of a leg, NET unless given; null if it never held any. Under the names of `Position`, to compare with. */
  position(symbol: string, positionSide: PositionSide = 'NET'): ExchangePosition | null {
    return this.held.get(legKey({ exchange: this.name, symbol, positionSide }))?.view() ?? null;
  }

  /** Its markets, for `registerInstruments`. */
  instruments(): InstrumentDefinition[] {
    return [...this.markets.values()].map((market) => ({ ...market, exchange: this.name }));
  }

  private turn(order: ScriptedOrder, status: ScriptedOrder['status'], reason: string | null = null): void {
    order.status = status;
    order.reason = reason;
    order.at = this.moment();
    this.say(order);
  }

  private say(order: ScriptedOrder): void {
    this.delivery.send({ kind: 'orders', updates: [order.report()] });
  }

  private deliveryOf(options: DeliveryOptions): Delivery {
    return new Delivery(options, (message) => this.arrive(message));
  }

  private arrive(message: Mapped): void {
    if (!this.connected) return;
    for (const listener of this.listeners) listener(message);
    for (const stream of this.streams) stream.push(message);
  }

  private execution(
    order: ScriptedOrder,
    amount: string | null | undefined,
    price: string | null | undefined,
    { liquidity, fee, feeCurrency }: FillDetails,
  ): ScriptedFill {
    const quantity = amountOf(order, amount);
    const at = price ?? order.limitPrice;
    if (at === null)
      throw new ImpossibleScriptError(
        `Order ${order.id} has no price of its own`,
        'Say at which it is filled.',
      );
    const filledAt = positive(at, 'price');
    const made = liquidity ?? (order.limitPrice === null ? 'TAKER' : 'MAKER');
    const worth = worthOf(order.market, Rational.of(quantity), Rational.of(filledAt));
    return {
      tradeId: String(this.executions.length + 1),
      quantity,
      price: filledAt,
      fee: fee === undefined ? feeOf(this.fees, made, worth) : decimal(fee, 'fee', true),
      feeCurrency: feeCurrency ?? feeCurrencyOf(order.market, this.fees),
      liquidity: made,
    };
  }

  private tradeOf(
    order: ScriptedOrder,
    fill: ScriptedFill,
  ): AccountTrade & Extract<Mapped, { kind: 'trades' }>['trades'][number] {
    return {
      exchange: this.name,
      symbol: order.market.symbol,
      orderId: order.id,
      clientOrderId: order.clientOrderId,
      side: order.side,
      positionSide: order.positionSide,
      ...fill,
      timestamp: order.at,
    };
  }

  private positionOf({ market, positionSide }: ScriptedOrder): ScriptedPosition {
    const key = legKey({ exchange: this.name, symbol: market.symbol, positionSide });
    let position = this.held.get(key);
    if (position === undefined) {
      position = new ScriptedPosition(this.name, market, positionSide);
      this.held.set(key, position);
    }
    return position;
  }

  private find(id: string): ScriptedOrder | null {
    return (
      this.listed.find((order) => order.id === id) ??
      this.listed.findLast((order) => isNamed(order, id)) ??
      null
    );
  }

  private expect(
    id: string,
    what: string,
    isPossible: (order: ScriptedOrder) => boolean,
    remedy = 'Script what an exchange can do.',
  ): ScriptedOrder {
    const order = this.find(id);
    if (order === null)
      throw new ImpossibleScriptError(
        `There is no order ${id}`,
        'Give the id that submit returned, or the client id.',
      );
    if (!isPossible(order))
      throw new ImpossibleScriptError(`Order ${id} is ${order.status} and cannot ${what}`, remedy);
    return order;
  }

  /** The time of the next event: no two share one, so that what is later is so for whoever compares times. */
  private moment(): number {
    this.lastTime = Math.max(this.clock.now(), this.lastTime + 1);
    return this.lastTime;
  }
}

function reports(orders: readonly ScriptedOrder[]): OrderUpdate[] {
  return orders.map((order) => order.report());
}

function isNamed(order: ScriptedOrder, clientOrderId: string): boolean {
  return order.clientOrderId === clientOrderId;
}

function amountOf(order: ScriptedOrder, amount: string | null | undefined): string {
  if (amount === undefined || amount === null) return order.remaining.toDecimal();
  const quantity = positive(amount, 'amount');
  if (Rational.of(quantity).compare(order.remaining) > 0)
    throw new ImpossibleScriptError(
      `Order ${order.id} cannot fill ${quantity}: ${order.remaining.toDecimal()} remains`,
      'Fill less, or amend it first.',
    );
  return quantity;
}

function assertClosable(order: ScriptedOrder, position: ScriptedPosition, { quantity }: ScriptedFill): void {
  const opens = order.positionSide === 'LONG' ? 'BUY' : order.positionSide === 'SHORT' ? 'SELL' : null;
  const isBound = order.isReduceOnly || (opens !== null && order.side !== opens);
  const closable = position.closableBy(order.side);
  if (isBound && Rational.of(quantity).compare(closable) > 0)
    throw new ImpossibleScriptError(
      `Order ${order.id} cannot close ${quantity}: its ${position.positionSide} leg has ${closable.toDecimal()} to close`,
      'Open that much first.',
    );
}

function positive(value: string, field: string): string {
  const text = decimal(value, field, false);
  if (text === '0') throw new ImpossibleScriptError(`The ${field} of a fill is zero`, 'Give one above zero.');
  return text;
}

function decimalOr<Else>(given: string | undefined, known: Else): string | Else {
  return given === undefined ? known : decimal(given, 'amount or price', false);
}
