/** An exact fraction. The simulator counts with these so that it shares no arithmetic with what it checks. */
export class Rational {
  static readonly ZERO = new Rational(0n, 1n);

  private constructor(
    private readonly numerator: bigint,
    /** Above zero. */
    private readonly denominator: bigint,
  ) {}

  /** A decimal such as `-1.50`. */
  static of(decimal: string): Rational {
    const [integer = '0', fraction = ''] = decimal.split('.');
    return new Rational(BigInt(integer + fraction), 10n ** BigInt(fraction.length));
  }

  private static reduced(numerator: bigint, denominator: bigint): Rational {
    let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
    while (b !== 0n) [a, b] = [b, a % b];
    return new Rational(numerator / a, denominator / a);
  }

  get sign(): -1 | 0 | 1 {
    return this.numerator > 0n ? 1 : this.numerator < 0n ? -1 : 0;
  }

  plus(other: Rational): Rational {
    return Rational.reduced(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  minus(other: Rational): Rational {
    return this.plus(other.negated());
  }

  times(other: Rational): Rational {
    return Rational.reduced(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  over(other: Rational): Rational {
    const sign = other.numerator < 0n ? -1n : 1n;
    return Rational.reduced(
      this.numerator * other.denominator * sign,
      this.denominator * other.numerator * sign,
    );
  }

  negated(): Rational {
    return new Rational(-this.numerator, this.denominator);
  }

  magnitude(): Rational {
    return this.sign < 0 ? this.negated() : this;
  }

  compare(other: Rational): number {
    return this.minus(other).sign;
  }

  /** With exactly `digits` fraction digits, rounded half to even. */
  toFixed(digits: number): string {
    const scaled = (this.sign < 0 ? -this.numerator : this.numerator) * 10n ** BigInt(digits);
    let integer = scaled / this.denominator;
    const twice = (scaled % this.denominator) * 2n;
    if (twice > this.denominator || (twice === this.denominator && integer % 2n === 1n)) integer += 1n;
    const text = integer.toString().padStart(digits + 1, '0');
    const sign = this.sign < 0 && integer !== 0n ? '-' : '';
    return sign + text.slice(0, text.length - digits) + (digits === 0 ? '' : `.${text.slice(-digits)}`);
  }

  /** With at most 18 fraction digits, rounded half to even, and no trailing zeros. */
  toDecimal(): string {
    return this.toFixed(18).replace(/\.?0+$/, '');
  }
}
