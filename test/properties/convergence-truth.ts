import type { OrderSide, OrderStatus } from '../../src/index.js';
import type { Random } from '../../src/testing/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { MARKET, MODES } from './accounting-modes.js';
import type { Kind, Leg } from './accounting-oracle.js';
import { T } from '../support/updates.js';

/** How a simulated exchange is traded on. */
export interface Market {
  readonly kind: Kind;
  readonly legs: readonly Leg[];
  readonly contractSize: string;
  readonly symbols: readonly string[];
}

export interface Execution {
  readonly quantity: string;
  readonly price: string;
  /** Positive when paid, negative for a rebate. */
  readonly fee: string;
  readonly feeCurrency: string;
}

/** Something that happened to an order, and what the exchange holds of the order since. */
export interface TruthEvent {
  readonly time: number;
  readonly order: TruthOrder;
  readonly id: string;
  /** The id that the order had before this event gave it another. */
  readonly formerId: string | null;
  readonly clientOrderId: string;
  readonly status: OrderStatus;
  /** The status that the exchange's report says: an open order's is its own, late fills are told as fills. */
  readonly said: OrderStatus;
  readonly type: string;
  readonly price: string;
  readonly amount: string;
  readonly filled: Rational;
  /** In quote currency; of inverse contracts in base currency. */
  readonly cost: Rational;
  readonly fees: ReadonlyMap<string, Rational>;
  readonly execution: Execution | null;
  readonly tradeId: string | null;
}

export interface TruthOrder {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly leg: Leg;
  readonly reduceOnly: boolean;
  /** Whether another order has its client id too. */
  readonly sharesClientId: boolean;
}

/** What an exchange did: all events in its own order, executions of one millisecond by trade id. */
export interface Truth {
  readonly market: Market;
  readonly orders: readonly TruthOrder[];
  readonly events: readonly TruthEvent[];
}

export interface TruthOptions {
  /** Whether executions of one millisecond exist; without trade ids nothing tells which was first. */
  readonly hasEqualTimes: boolean;
  readonly most: number;
}

/** An exchange at which one to three orders trade. */
export function simulate(random: Random, { hasEqualTimes, most }: TruthOptions): Truth {
  const [, kind, legs] = random.pick(MODES);
  const market: Market = {
    kind,
    legs,
    contractSize: kind === 'spot' ? '1' : random.pick(['1', '0.01', '100']),
    symbols: random.chance(80) ? [MARKET.symbol] : [MARKET.symbol, `${MARKET.symbol}-2`],
  };
  const count = Math.min(most, random.pick([1, 2, 2, 3]));
  // A fee in the base is paid from a holding: who has none has no such fee.
  const onlyBuys = kind === 'spot' && random.chance(50);
  const sharesClientId = count > 1 && random.chance(15);
  const clocks = new Clocks(random, hasEqualTimes);
  const scripts = Array.from({ length: count }, (_, at) => {
    const order: TruthOrder = {
      symbol: random.pick(market.symbols),
      // Mostly the other side than the order before, so that positions are reduced, close and flip.
      side: onlyBuys || random.chance(70) === (at % 2 === 0) ? 'BUY' : 'SELL',
      leg: random.chance(60) ? (legs[0] as Leg) : random.pick(legs),
      reduceOnly: random.chance(10),
      sharesClientId,
    };
    const names = { id: String(9 + at), clientOrderId: sharesClientId ? 'c' : `c${9 + at}` };
    return new OrderScript(random, kind, order, names, clocks, onlyBuys).run();
  });
  return {
    market,
    orders: scripts.map((events) => (events[0] as TruthEvent).order),
    events: numbered(scripts.flat(), random),
  };
}

/** Events in the order of their times, those of one order as they came; trade ids rise with it. */
function numbered(events: readonly TruthEvent[], random: Random): TruthEvent[] {
  // Integers compare as integers, other ids as texts.
  let next = random.pick([1, 8, 97]);
  const asText = random.chance(30);
  const tradeId = (): string => (asText ? `t${String(next++).padStart(4, '0')}` : String(next++));
  return events
    .toSorted((left, right) => left.time - right.time)
    .map((event) => (event.execution === null ? event : { ...event, tradeId: tradeId() }));
}

/** Moments of the exchange's clock; of executions each another one, unless equal ones are wanted. */
class Clocks {
  private readonly taken = new Set<number>();

  constructor(
    private readonly random: Random,
    private readonly hasEqualTimes: boolean,
  ) {}

  start(): number {
    return T + this.random.integer(0, 20);
  }

  ofExecution(after: number): number {
    let time = after + this.random.pick([0, 0, 1, 2, 7]);
    while (!this.hasEqualTimes && this.taken.has(time)) time++;
    this.taken.add(time);
    return time;
  }
}

type Names = Pick<TruthEvent, 'id' | 'clientOrderId'>;

/** The life of one order. */
class OrderScript {
  private readonly events: TruthEvent[] = [];
  private time: number;
  private now: Omit<TruthEvent, 'time' | 'formerId' | 'said' | 'execution' | 'tradeId'>;
  private readonly quantities: readonly string[];
  private readonly end: OrderStatus;

  constructor(
    private readonly random: Random,
    private readonly kind: Kind,
    order: TruthOrder,
    names: Names,
    private readonly clocks: Clocks,
    private readonly paysFromHolding: boolean,
  ) {
    this.time = clocks.start();
    this.quantities = Array.from({ length: random.pick([0, 1, 1, 2, 2, 3, 4]) }, () =>
      random.pick(['1', '1', '1', '2', '0.5', '0.037']),
    );
    this.end = random.pick([
      'ACCEPTED',
      'FILLED',
      'FILLED',
      'FILLED',
      'CANCELED',
      'EXPIRED',
      'REJECTED',
    ] as const);
    const total = this.quantities.reduce((sum, each) => sum.plus(Rational.of(each)), Rational.ZERO);
    // A FILLED may say more than the amount (orders sized in quote), but a filled order here is filled to its amount.
    const rest = this.isFilledAtEnd ? Rational.ZERO : Rational.of('1');
    this.now = {
      order,
      ...names,
      status: 'ACCEPTED',
      type: random.chance(20) ? 'STOP_MARKET' : 'LIMIT',
      price: `${random.integer(90, 110)}.5`,
      amount: total.plus(rest).toDecimal(),
      filled: Rational.ZERO,
      cost: Rational.ZERO,
      fees: new Map(),
    };
  }

  run(): readonly TruthEvent[] {
    this.tell('ACCEPTED');
    if (this.now.type === 'STOP_MARKET' && this.random.chance(70)) this.trigger();
    const late =
      this.isFilledAtEnd || !this.random.chance(40) ? 0 : this.random.integer(0, this.quantities.length);
    const inTime = this.quantities.length - late;
    for (const quantity of this.quantities.slice(0, inTime)) {
      if (this.random.chance(10)) this.amend();
      this.execute(quantity);
    }
    if (this.random.chance(10)) this.amend();
    if (this.end !== 'ACCEPTED' && !this.isFilledAtEnd) this.finish();
    for (const quantity of this.quantities.slice(inTime)) this.execute(quantity);
    return this.events;
  }

  private get isFilledAtEnd(): boolean {
    return this.end === 'FILLED' && this.quantities.length > 0;
  }

  private tell(said: OrderStatus, more: Partial<TruthEvent> = {}): void {
    this.events.push({
      ...this.now,
      time: this.time,
      said,
      formerId: null,
      execution: null,
      tradeId: null,
      ...more,
    });
  }

  /** The order's id lives on as another type, in one millisecond (rule 7). */
  private trigger(): void {
    this.time += this.random.integer(1, 3);
    this.now = { ...this.now, status: 'EXPIRED' };
    this.tell('EXPIRED');
    this.now = { ...this.now, status: 'ACCEPTED', type: 'MARKET' };
    this.tell('ACCEPTED');
  }

  /** Another price, and now and then another client id, or another id under which the order goes on. */
  private amend(): void {
    this.time += this.random.integer(1, 3);
    const { id: formerId, clientOrderId, price, order } = this.now;
    const isNamedAnew = !order.sharesClientId && this.random.chance(30);
    const goesOn = this.random.chance(20);
    this.now = {
      ...this.now,
      price: Rational.of(price).plus(Rational.of('1')).toDecimal(),
      clientOrderId: isNamedAnew ? `${clientOrderId}x` : clientOrderId,
      id: goesOn ? `${formerId}0` : formerId,
    };
    const isPartly = this.now.filled.sign > 0;
    this.tell(isPartly && this.random.chance(50) ? 'PARTIALLY_FILLED' : 'ACCEPTED', {
      formerId: goesOn ? formerId : null,
    });
    this.time += 1;
  }

  private execute(quantity: string): void {
    this.time = this.clocks.ofExecution(this.time);
    const price = `${this.random.integer(90, 110)}.${this.random.integer(1, 99)}`;
    const execution = { quantity, price, ...this.fee() };
    const { fee: paid, feeCurrency } = execution;
    const { filled, cost, fees, status, amount } = this.now;
    const [size, at] = [Rational.of(quantity), Rational.of(price)];
    const grown = filled.plus(size);
    const isOpen = status === 'ACCEPTED' || status === 'PARTIALLY_FILLED';
    const isFull = isOpen && grown.toDecimal() === amount;
    const fee = (fees.get(feeCurrency) ?? Rational.ZERO).plus(Rational.of(paid));
    this.now = {
      ...this.now,
      status: isFull ? 'FILLED' : isOpen ? 'PARTIALLY_FILLED' : status,
      filled: grown,
      cost: cost.plus(this.kind === 'inverse' ? size.over(at) : size.times(at)),
      fees: new Map([...fees, [feeCurrency, fee]]),
    };
    // ccxt says ACCEPTED ("open") of an order that is partly filled; of an ended one that would be a revival.
    const alike = isOpen
      ? (['PARTIALLY_FILLED', 'PARTIALLY_FILLED', 'ACCEPTED'] as const)
      : (['PARTIALLY_FILLED', status] as const);
    this.tell(isFull ? 'FILLED' : this.random.pick(alike), { execution });
  }

  private fee(): Pick<Execution, 'fee' | 'feeCurrency'> {
    if (this.paysFromHolding && this.random.chance(20)) return { fee: '0.01', feeCurrency: MARKET.base };
    const feeCurrency = this.random.chance(15) ? 'BNB' : MARKET.quote;
    return { fee: this.random.pick(['0.01', '0.02', '0.3', '-0.05']), feeCurrency };
  }

  private finish(): void {
    const status = this.end === 'FILLED' ? 'CANCELED' : this.end;
    // Of two ends in one millisecond under two types nothing would tell which type was the last.
    this.time += this.random.integer(this.now.type === 'MARKET' ? 1 : 0, 2);
    this.now = { ...this.now, status };
    this.tell(status);
    if (!this.random.chance(8)) return;
    this.time += this.random.integer(1, 2);
    this.now = { ...this.now, status: this.now.filled.sign > 0 ? 'PARTIALLY_FILLED' : 'ACCEPTED' };
    this.tell('ACCEPTED');
  }
}
