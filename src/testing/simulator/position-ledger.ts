import { Rational } from './rational.js';

/** What an exchange says about a position, in its own message. */
export interface PositionMessage {
  readonly symbol: string;
  readonly positionSide: 'NET';
  readonly signedAmount: string;
  readonly entryPrice: string;
  /** Lifetime, before fees. */
  readonly realizedPnl: string;
}

/**
 * A position as the simulated exchange counts it. Not a fold of profits: it keeps the money that flowed and the average entry as
 * fractions, and what is realized follows from the identity `realized = money in - money out + holding at its entry price`.
 */
export class PositionLedger {
  private quantity = Rational.ZERO;
  private entry = Rational.ZERO;
  private cash = Rational.ZERO;

  constructor(
    private readonly symbol: string,
    private readonly contractSize: Rational,
  ) {}

  /** What is realized so far, before fees. */
  get realizedPnl(): Rational {
    return this.cash.plus(this.quantity.times(this.entry)).times(this.contractSize);
  }

  /** Counts a fill; `quantity` is negative where it sells. @returns what it realized. */
  fill(quantity: Rational, price: Rational): Rational {
    const realizedBefore = this.realizedPnl;
    const after = this.quantity.plus(quantity);
    this.entry = this.entryAfter(after, quantity, price);
    this.cash = this.cash.minus(quantity.times(price));
    this.quantity = after;
    return this.realizedPnl.minus(realizedBefore);
  }

  message(): PositionMessage {
    return {
      symbol: this.symbol,
      positionSide: 'NET',
      signedAmount: this.quantity.toDecimal(),
      entryPrice: this.entry.toDecimal(),
      realizedPnl: this.realizedPnl.toDecimal(),
    };
  }

  private entryAfter(after: Rational, quantity: Rational, price: Rational): Rational {
    if (after.sign === 0) return Rational.ZERO;
    if (this.quantity.sign === 0 || after.sign !== this.quantity.sign) return price;
    if (this.quantity.sign !== quantity.sign) return this.entry;
    return this.quantity.times(this.entry).plus(quantity.times(price)).over(after);
  }
}
