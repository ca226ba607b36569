import type { InstrumentKind } from '../../instruments/instrument.js';
import type { PositionSide } from '../../orders/order.js';
import { Rational } from './rational.js';

/** What an exchange says about a position, in its own message. */
export interface PositionMessage {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly signedAmount: string;
  readonly entryPrice: string;
  /** Lifetime, before fees. */
  readonly realizedPnl: string;
}

/** Which leg it is, and how its market is accounted. */
export interface LedgerTerms {
  /** NET unless given. */
  readonly positionSide?: PositionSide;
  /** `linear` unless given. */
  readonly kind?: InstrumentKind;
}

/**
 * A position as the simulated exchange counts it. Not a fold of profits: it keeps the money that flowed and the average entry as
 * fractions, and what is realized follows from the identity `realized = money in - money out + holding at its entry price`.
 *
 * A contract of an inverse market is worth `-1/price` of the base currency, up to a constant: so counted, it is as any other.
 */
export class PositionLedger {
  private quantity = Rational.ZERO;
  /** What a unit of the holding is worth at its entry. */
  private entry = Rational.ZERO;
  private cash = Rational.ZERO;

  constructor(
    private readonly symbol: string,
    private readonly contractSize: Rational,
    private readonly terms: LedgerTerms = {},
  ) {}

  /** What is realized so far, before fees. */
  get realizedPnl(): Rational {
    return this.cash.plus(this.quantity.times(this.entry)).times(this.contractSize);
  }

  /** In contracts, negative for a short. */
  get signedAmount(): Rational {
    return this.quantity;
  }

  /** Counts a fill; `quantity` is negative where it sells. @returns what it realized. */
  fill(quantity: Rational, price: Rational): Rational {
    const realizedBefore = this.realizedPnl;
    const worth = this.worthAt(price);
    const after = this.quantity.plus(quantity);
    this.entry = this.entryAfter(after, quantity, worth);
    this.cash = this.cash.minus(quantity.times(worth));
    this.quantity = after;
    return this.realizedPnl.minus(realizedBefore);
  }

  /** Takes a fee out of a holding of spot, at its entry; at `price` where that much is not held. It realizes nothing. */
  payFromHolding(fee: Rational, price: Rational): void {
    const realized = this.realizedPnl.over(this.contractSize);
    const after = this.quantity.minus(fee);
    if (after.sign !== this.quantity.sign) this.entry = after.sign === 0 ? Rational.ZERO : price;
    this.quantity = after;
    this.cash = realized.minus(after.times(this.entry));
  }

  message(): PositionMessage {
    return {
      symbol: this.symbol,
      positionSide: this.terms.positionSide ?? 'NET',
      signedAmount: this.quantity.toDecimal(),
      entryPrice: this.entryPrice().toDecimal(),
      realizedPnl: this.realizedPnl.toDecimal(),
    };
  }

  private entryAfter(after: Rational, quantity: Rational, worth: Rational): Rational {
    if (after.sign === 0) return Rational.ZERO;
    if (this.quantity.sign === 0 || after.sign !== this.quantity.sign) return worth;
    if (this.quantity.sign !== quantity.sign) return this.entry;
    return this.quantity.times(this.entry).plus(quantity.times(worth)).over(after);
  }

  private worthAt(price: Rational): Rational {
    return this.terms.kind === 'inverse' ? Rational.of('-1').over(price) : price;
  }

  private entryPrice(): Rational {
    const isInverse = this.terms.kind === 'inverse' && this.entry.sign !== 0;
    return isInverse ? Rational.of('-1').over(this.entry) : this.entry;
  }
}
