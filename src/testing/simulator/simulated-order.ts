import type { OrderSide, OrderUpdate } from '../../orders/order.js';
import { Rational } from './rational.js';
import type { SimulatedMarket } from './simulated-market.js';

/** A fill as the exchange's matching engine made it. */
export interface SimulatedFill {
  readonly tradeId: string;
  readonly quantity: string;
  readonly price: string;
  /** Positive when paid, negative for a rebate. */
  readonly fee: string;
}

interface Terms {
  readonly market: SimulatedMarket;
  readonly id: string;
  readonly clientOrderId: string;
  readonly side: OrderSide;
  readonly type: 'LIMIT' | 'MARKET';
}

/** An order as the simulated exchange knows it, and the updates that it sends about it. */
export class SimulatedOrder {
  private filled = Rational.ZERO;
  private cost = Rational.ZERO;

  constructor(
    readonly terms: Terms,
    private price: string,
    private amount: string,
    /** Fraction digits of the averages that it sends, rounded half to even. */
    private readonly averageDigits: number,
  ) {}

  get remaining(): Rational {
    return Rational.of(this.amount).minus(this.filled);
  }

  get isPartlyFilled(): boolean {
    return this.filled.sign > 0;
  }

  /** Another price, and so much more of it. */
  amend(price: string, more: string): void {
    this.price = price;
    this.amount = Rational.of(this.amount).plus(Rational.of(more)).toDecimal();
  }

  execute({ quantity, price }: SimulatedFill): void {
    this.filled = this.filled.plus(Rational.of(quantity));
    this.cost = this.cost.plus(Rational.of(quantity).times(Rational.of(price)));
  }

  /** What the exchange says now: a status, and the fill that is the reason if one is. */
  update(status: OrderUpdate['status'], timestamp: number, fill: SimulatedFill | null): OrderUpdate {
    const { market, id, clientOrderId, side, type } = this.terms;
    return {
      exchange: 'simulated',
      symbol: market.symbol,
      id,
      clientOrderId,
      status,
      side,
      type,
      timeInForce: type === 'MARKET' ? 'IOC' : 'GTC',
      price: type === 'MARKET' ? null : this.price,
      amount: this.amount,
      filled: this.filled.toDecimal(),
      average: this.isPartlyFilled ? this.cost.over(this.filled).toFixed(this.averageDigits) : null,
      lastFilled: fill?.quantity ?? null,
      lastFilledPrice: fill?.price ?? null,
      tradeId: fill?.tradeId ?? null,
      fee: fill?.fee ?? null,
      feeCurrency: fill === null ? null : 'USDT',
      reduceOnly: false,
      positionSide: 'NET',
      contractSize: market.contractSize,
      timestamp,
    };
  }
}
