import { Rational } from '../../src/testing/simulator/rational.js';

export type Kind = 'spot' | 'linear' | 'inverse';
export type Leg = 'NET' | 'LONG' | 'SHORT';

/** A fill as an exchange tells it. */
export interface OracleFill {
  readonly side: 'BUY' | 'SELL';
  readonly quantity: string;
  readonly price: string;
  /** Paid from the holding, where the market is spot and the fee in its base. */
  readonly feeInBase: string | null;
}

const ONE = Rational.of('1');

/**
 * A second way of counting: entry prices and what is owed, in fractions, as textbooks have it. It shares neither arithmetic nor method
 * with the cache, which keeps costs in fixed point and lets a leg's quantity go below zero.
 */
export class AccountingOracle {
  quantity = Rational.ZERO;
  entry = Rational.ZERO;
  realized = Rational.ZERO;
  /** What was closed of a LONG or SHORT leg before it was opened, and at which average price. */
  owed = Rational.ZERO;
  private owedAt = Rational.ZERO;

  constructor(
    private readonly kind: Kind,
    private readonly leg: Leg,
    private readonly contractSize: Rational,
  ) {}

  fill({ side, quantity, price, feeInBase }: OracleFill): void {
    const [size, at] = [Rational.of(quantity), Rational.of(price)];
    const signed = side === 'BUY' ? size : size.negated();
    if (this.leg === 'NET') this.net(signed, at);
    else if ((side === 'BUY') === (this.leg === 'LONG')) this.open(signed, at);
    else this.close(signed, at);
    if (feeInBase !== null) this.pay(Rational.of(feeInBase), at);
  }

  private net(signed: Rational, price: Rational): void {
    const isOpposite = this.quantity.sign * signed.sign < 0;
    if (!isOpposite) return this.add(signed, price);
    const rest = this.quantity.plus(signed);
    if (rest.sign * signed.sign <= 0) return this.reduce(signed, price);
    this.reduce(this.quantity.negated(), price);
    this.add(rest, price);
  }

  /** An opening fill of a leg pays what is owed first. */
  private open(signed: Rational, price: Rational): void {
    const size = signed.magnitude();
    const paid = size.compare(this.owed) < 0 ? size : this.owed;
    if (paid.sign > 0) {
      const direction = this.leg === 'LONG' ? ONE : ONE.negated();
      this.realized = this.realized.plus(this.profit(paid.times(direction), price, this.owedAt));
      this.owed = this.owed.minus(paid);
    }
    const rest = size.minus(paid);
    if (rest.sign > 0) this.add(signed.sign > 0 ? rest : rest.negated(), price);
  }

  private close(signed: Rational, price: Rational): void {
    const size = signed.magnitude();
    const held = this.quantity.magnitude();
    const closed = size.compare(held) < 0 ? size : held;
    if (closed.sign > 0) this.reduce(signed.sign > 0 ? closed : closed.negated(), price);
    const excess = size.minus(closed);
    if (excess.sign === 0) return;
    this.owedAt = this.average(this.owed, this.owedAt, excess, price);
    this.owed = this.owed.plus(excess);
  }

  private add(signed: Rational, price: Rational): void {
    this.entry = this.average(this.quantity.magnitude(), this.entry, signed.magnitude(), price);
    this.quantity = this.quantity.plus(signed);
  }

  private reduce(signed: Rational, price: Rational): void {
    this.realized = this.realized.plus(this.profit(signed.negated(), this.entry, price));
    this.quantity = this.quantity.plus(signed);
    if (this.quantity.sign === 0) this.entry = Rational.ZERO;
  }

  /** A fee in the base shrinks the holding at its entry; what is not there is owed at the fill's price. */
  private pay(fee: Rational, price: Rational): void {
    const before = this.quantity;
    this.quantity = before.minus(fee);
    const hasTurned = before.sign * this.quantity.sign <= 0;
    if (hasTurned) this.entry = this.quantity.sign === 0 ? Rational.ZERO : price;
  }

  private average(held: Rational, entry: Rational, more: Rational, price: Rational): Rational {
    const total = held.plus(more);
    if (held.sign === 0) return price;
    return this.kind === 'inverse'
      ? total.over(held.over(entry).plus(more.over(price)))
      : held.times(entry).plus(more.times(price)).over(total);
  }

  private profit(signed: Rational, entry: Rational, exit: Rational): Rational {
    const each = this.kind === 'inverse' ? ONE.over(entry).minus(ONE.over(exit)) : exit.minus(entry);
    return each.times(signed).times(this.contractSize);
  }
}
