import type { OrderUpdate } from '../../orders/order.js';
import { PositionLedger } from './position-ledger.js';
import type { PositionMessage } from './position-ledger.js';
import { Random } from './random.js';
import { Rational } from './rational.js';
import { SIMULATED_MARKETS } from './simulated-market.js';
import type { SimulatedMarket } from './simulated-market.js';
import { SimulatedOrder } from './simulated-order.js';
import type { SimulatedFill } from './simulated-order.js';

/** A message of the simulated exchange. The position message of a fill comes just before the fill's order update. */
export type SimulatedMessage =
  | {
      readonly kind: 'order';
      readonly ts: number;
      readonly order: OrderUpdate;
      /** What the fill realized, as the exchange counts it; null where nothing was filled. */
      readonly realizedPnl: string | null;
    }
  | { readonly kind: 'position'; readonly ts: number; readonly position: PositionMessage };

export interface SimulatedExchangeOptions {
  readonly markets?: readonly SimulatedMarket[];
  /** Fraction digits of averages, 18 unless given. */
  readonly averageDigits?: number;
}

const BEGIN = 1_700_000_000_000;
const MAX_LIVE_ORDERS = 4;

/**
 * An exchange that decides by a seed what happens to orders: partial fills, amends, cancels, expiries, several messages in one
 * millisecond. It emits what an exchange would, in the order in which it happened.
 */
export class SimulatedExchange {
  private readonly random: Random;
  private readonly markets: readonly SimulatedMarket[];
  private readonly averageDigits: number;
  private readonly ledgers = new Map<string, PositionLedger>();
  private readonly live: SimulatedOrder[] = [];
  private readonly messages: SimulatedMessage[] = [];
  private now = BEGIN;
  private orders = 0;
  private trades = 0;

  constructor(
    seed: number,
    { markets = SIMULATED_MARKETS, averageDigits = 18 }: SimulatedExchangeOptions = {},
  ) {
    this.random = new Random(seed);
    this.markets = markets;
    this.averageDigits = averageDigits;
  }

  /** Lives so many orders from their acceptance to their end. @returns what was said meanwhile. */
  run(orders: number): readonly SimulatedMessage[] {
    const last = this.orders + orders;
    while (this.orders < last || this.live.length > 0) {
      this.now += this.random.pick([0, 0, 1, 7, 250]);
      const places = this.orders < last && this.live.length < MAX_LIVE_ORDERS;
      if (this.live.length === 0 || (places && this.random.chance(40))) this.place();
      else this.advance(this.random.integer(0, this.live.length - 1));
    }
    return this.messages.splice(0);
  }

  private place(): void {
    const market = this.random.pick(this.markets);
    const number = ++this.orders;
    const order = new SimulatedOrder(
      {
        market,
        id: String(1_000_000 + number),
        clientOrderId: `sim-${number}`,
        side: this.random.pick(['BUY', 'SELL']),
        type: this.random.chance(30) ? 'MARKET' : 'LIMIT',
      },
      this.price(market),
      this.amount(market, 40),
      this.averageDigits,
    );
    this.live.push(order);
    this.say(order, 'ACCEPTED');
  }

  private advance(at: number): void {
    const order = this.live[at] as SimulatedOrder;
    const choice = this.random.integer(1, 100);
    if (choice <= 65) this.fill(order, at);
    else if (choice <= 80 && order.terms.type === 'LIMIT') this.amend(order);
    else this.end(order, at, choice <= 95 ? 'CANCELED' : 'EXPIRED');
  }

  private fill(order: SimulatedOrder, at: number): void {
    const { market, side } = order.terms;
    const part = Rational.of(this.amount(market, 20));
    const isLast = this.random.chance(35) || part.compare(order.remaining) >= 0;
    const fill: SimulatedFill = {
      tradeId: String(++this.trades),
      quantity: (isLast ? order.remaining : part).toDecimal(),
      price: this.price(market),
      fee: this.digits(this.random.integer(-200, 900), 6),
    };
    order.execute(fill);
    const ledger = this.ledgerOf(market);
    const quantity = Rational.of(fill.quantity);
    const realized = ledger.fill(side === 'BUY' ? quantity : quantity.negated(), Rational.of(fill.price));
    this.messages.push({ kind: 'position', ts: this.now, position: ledger.message() });
    if (isLast) this.live.splice(at, 1);
    this.say(order, isLast ? 'FILLED' : 'PARTIALLY_FILLED', fill, realized);
  }

  private amend(order: SimulatedOrder): void {
    const { market } = order.terms;
    order.amend(this.price(market), this.amount(market, 10));
    this.say(order, order.isPartlyFilled ? 'PARTIALLY_FILLED' : 'ACCEPTED');
  }

  private end(order: SimulatedOrder, at: number, status: 'CANCELED' | 'EXPIRED'): void {
    this.live.splice(at, 1);
    this.say(order, status);
  }

  private say(
    order: SimulatedOrder,
    status: OrderUpdate['status'],
    fill: SimulatedFill | null = null,
    realized: Rational | null = null,
  ): void {
    this.messages.push({
      kind: 'order',
      ts: this.now,
      order: order.update(status, this.now, fill),
      realizedPnl: realized?.toDecimal() ?? null,
    });
  }

  private ledgerOf({ symbol, contractSize }: SimulatedMarket): PositionLedger {
    let ledger = this.ledgers.get(symbol);
    if (ledger === undefined) {
      ledger = new PositionLedger(symbol, Rational.of(contractSize));
      this.ledgers.set(symbol, ledger);
    }
    return ledger;
  }

  private price({ priceDigits }: SimulatedMarket): string {
    return this.digits(this.random.integer(90_000, 110_000), priceDigits);
  }

  private amount({ amountDigits }: SimulatedMarket, most: number): string {
    return this.digits(this.random.integer(1, most), amountDigits);
  }

  private digits(integer: number, fractionDigits: number): string {
    return Rational.of(String(integer))
      .over(Rational.of(`1${'0'.repeat(fractionDigits)}`))
      .toDecimal();
  }
}
