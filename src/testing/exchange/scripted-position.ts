import type { CurrencyAmounts, OrderSide, PositionSide } from '../../orders/order.js';
import type { MappedPosition } from '../../exchanges/mapped.js';
import type { PositionMessage } from '../simulator/position-ledger.js';
import { PositionLedger } from '../simulator/position-ledger.js';
import { Rational } from '../simulator/rational.js';
import { contractSizeOf, kindOf } from './scripted-market.js';
import type { ScriptedMarket } from './scripted-market.js';
import type { ScriptedFill } from './scripted-order.js';

/** A leg as the exchange counts it, under the names that `Position` has: `expect(cache.position(s)).toMatchObject(exchange.position(s))`. */
export interface ExchangePosition extends PositionMessage {
  readonly exchange: string;
  /** By currency, positive when paid. */
  readonly fees: CurrencyAmounts;
}

/** One leg of the scripted exchange. It shares no arithmetic with the cache, so that the two can be compared. */
export class ScriptedPosition {
  /** When it last moved (ms). */
  at = 0;
  private readonly ledger: PositionLedger;
  private readonly fees = new Map<string, Rational>();

  constructor(
    private readonly exchange: string,
    private readonly market: ScriptedMarket,
    readonly positionSide: PositionSide,
  ) {
    this.ledger = new PositionLedger(market.symbol, contractSizeOf(market), {
      positionSide,
      kind: kindOf(market),
    });
  }

  get symbol(): string {
    return this.market.symbol;
  }

  get isFlat(): boolean {
    return this.ledger.signedAmount.sign === 0;
  }

  /** How much of it a side can close: what a reduce-only order, and a leg that is not NET, cannot go beyond. */
  closableBy(side: OrderSide): Rational {
    const held = this.ledger.signedAmount;
    const isClosing = side === 'SELL' ? held.sign > 0 : held.sign < 0;
    return isClosing ? held.magnitude() : Rational.ZERO;
  }

  fill(side: OrderSide, { quantity, price, fee, feeCurrency }: ScriptedFill, at: number): void {
    const [amount, paid] = [Rational.of(quantity), Rational.of(fee)];
    this.ledger.fill(side === 'BUY' ? amount : amount.negated(), Rational.of(price));
    if (kindOf(this.market) === 'spot' && feeCurrency === this.market.base)
      this.ledger.payFromHolding(paid, Rational.of(price));
    this.fees.set(feeCurrency, (this.fees.get(feeCurrency) ?? Rational.ZERO).plus(paid));
    this.at = at;
  }

  /** As the exchange pushes and lists it. */
  message(): MappedPosition {
    return { ...this.ledger.message(), timestamp: this.at };
  }

  view(): ExchangePosition {
    const paid = [...this.fees].filter(([, amount]) => amount.sign !== 0);
    const fees = Object.fromEntries(paid.map(([currency, amount]) => [currency, amount.toDecimal()]));
    return { exchange: this.exchange, ...this.ledger.message(), fees };
  }
}
