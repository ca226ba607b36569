import { divideHalfEven, fromFixedPoint, powerOfTen, SCALE } from './fixed-point.js';
import { POWERS } from './powers.js';
import { fractionText, MAX_UNITS, nextText } from './units.js';

/** What a limb counts up to: six digits, so that its product with a quantity is exact in a double. */
export const LIMB = 1e6;
export const LIMB_DIGITS = 6;
/** How far the point can be moved so that one digit behind the 18th is known. */
const MAX_POINT = LIMB_DIGITS - 1;
/** An integer, and so many limbs behind the point: `2 * SCALE` digits. */
const LIMBS = 7;
const HALF_LIMB = LIMB / 2;
const TWO_LIMBS = 10n ** 12n;
/** What is being computed: no list is made for it. */
const limbs = new Float64Array(LIMBS);

/** A decimal of `2 * SCALE` fraction digits that is not below zero, in numbers: what a division leaves of a cost. Immutable. */
export class WideDecimal {
  constructor(
    readonly integer: number,
    private readonly a: number,
    private readonly b: number,
    private readonly c: number,
    private readonly d: number,
    private readonly e: number,
    private readonly f: number,
  ) {}

  /** @param value in `10^-36`, not below zero. @returns null where its integer is a large one. */
  static of(value: bigint): WideDecimal | null {
    const one = powerOfTen(2 * SCALE);
    const integer = Number(value / one);
    if (integer > MAX_UNITS) return null;
    const [first, second, third] = [0, 1, 2].map((pair) =>
      Number((value / powerOfTen(24 - 12 * pair)) % TWO_LIMBS),
    ) as [number, number, number];
    const [a, c, e] = [Math.floor(first / LIMB), Math.floor(second / LIMB), Math.floor(third / LIMB)];
    return new WideDecimal(integer, a, first - a * LIMB, c, second - c * LIMB, e, third - e * LIMB);
  }

  /** Units of `10^-digits`. @param digits up to `SCALE`. */
  static ofUnits(units: number, digits: number): WideDecimal {
    return NOTHING.plus(units, digits);
  }

  /** With units of `10^-digits` more. @param units not below zero. @param digits up to `SCALE`. */
  plus(units: number, digits: number): WideDecimal {
    const one = POWERS[digits] as number;
    let integer = Math.floor(units / one);
    const rest = units - integer * one;
    // The first limb holds up to six digits of the rest, and so on.
    const upper = digits > LIMB_DIGITS ? (POWERS[digits - LIMB_DIGITS] as number) : 1;
    let a = Math.floor(rest / upper);
    const less = rest - a * upper;
    const lower = digits > 2 * LIMB_DIGITS ? (POWERS[digits - 2 * LIMB_DIGITS] as number) : 1;
    let b = Math.floor(less / lower);
    let c = less - b * lower;
    if (digits < LIMB_DIGITS) a *= POWERS[LIMB_DIGITS - digits] as number;
    else if (digits < 2 * LIMB_DIGITS) b *= POWERS[2 * LIMB_DIGITS - digits] as number;
    else c *= POWERS[SCALE - digits] as number;
    integer += this.integer;
    a += this.a;
    b += this.b;
    c += this.c;
    if (c >= LIMB) {
      c -= LIMB;
      b++;
    }
    if (b >= LIMB) {
      b -= LIMB;
      a++;
    }
    if (a >= LIMB) {
      a -= LIMB;
      integer++;
    }
    return new WideDecimal(integer, a, b, c, this.d, this.e, this.f);
  }

  /** The first nine digits behind the point. */
  get high(): number {
    return this.a * 1_000 + Math.floor(this.b / 1_000);
  }

  /** The next nine. */
  get low(): number {
    return (this.b % 1_000) * LIMB + this.c;
  }

  /** What rounding to these 18 digits adds to them; nothing where the rest of it is just a half. */
  get roundedUp(): 0 | 1 {
    const { d, e, f } = this;
    return d > HALF_LIMB || (d === HALF_LIMB && (e !== 0 || f !== 0)) ? 1 : 0;
  }

  get isHalf(): boolean {
    return this.d === HALF_LIMB && this.e === 0 && this.f === 0;
  }

  /** In `10^-36`. */
  get value(): bigint {
    const high = BigInt(this.integer) * TWO_LIMBS + BigInt(this.a * LIMB + this.b);
    return (high * TWO_LIMBS + BigInt(this.c * LIMB + this.d)) * TWO_LIMBS + BigInt(this.e * LIMB + this.f);
  }

  /** Sets all limbs. */
  private copyTo(sums: Float64Array): void {
    sums[0] = this.integer;
    sums[1] = this.a;
    sums[2] = this.b;
    sums[3] = this.c;
    sums[4] = this.d;
    sums[5] = this.e;
    sums[6] = this.f;
  }

  /** Takes it from limbs of its first 24 digits: none of them is carried. */
  takeFrom(sums: Float64Array): void {
    sums[0] = (sums[0] as number) - this.integer;
    sums[1] = (sums[1] as number) - this.a;
    sums[2] = (sums[2] as number) - this.b;
    sums[3] = (sums[3] as number) - this.c;
    sums[4] = (sums[4] as number) - this.d;
  }

  /**
   * What is left of it without its share, `this x part / whole`, half-even at its last digit.
   *
   * @param part at most the whole.
   * @param whole at most `MAX_DIVISOR`.
   * @returns null where that cannot be told in numbers.
   */
  without(part: number, whole: number): WideDecimal | null {
    if (this.integer * part > MAX_UNITS) return null;
    this.copyTo(limbs);
    // Multiplied instead of divided, which is slow: the digits may be one off then.
    const perWhole = 1 / whole;
    let rest = 0;
    let digit = 0;
    for (let at = 0; at < LIMBS; at++) {
      const limb = limbs[at] as number;
      const left = rest * LIMB + limb * part;
      digit = Math.floor(left * perWhole);
      rest = left - digit * whole;
      if (rest < 0) {
        digit--;
        rest += whole;
      } else if (rest >= whole) {
        digit++;
        rest -= whole;
      }
      limbs[at] = limb - digit;
    }
    const isUp = rest * 2 > whole || (rest * 2 === whole && digit % 2 === 1);
    if (isUp) limbs[6] = (limbs[6] as number) - 1;
    carry(limbs);
    return wideOf(limbs);
  }

  /**
   * Itself divided by a quantity, as a canonical decimal, half-even to 18 digits.
   *
   * @param quantity in units of `10^-digits`; above zero, at most `MAX_DIVISOR`.
   * @param digits at most 9.
   */
  perUnit(quantity: number, digits: number): string {
    if (digits > MAX_POINT)
      return fromFixedPoint(divideHalfEven(this.value, BigInt(quantity) * powerOfTen(SCALE - digits)));
    const { integer, a, b, c, d } = this;
    const whole = Math.floor(integer / quantity);
    let rest = (integer - whole * quantity) * LIMB + a;
    const first = Math.floor(rest / quantity);
    rest = (rest - first * quantity) * LIMB + b;
    const second = Math.floor(rest / quantity);
    rest = (rest - second * quantity) * LIMB + c;
    const third = Math.floor(rest / quantity);
    rest = (rest - third * quantity) * LIMB + d;
    const fourth = Math.floor(rest / quantity);
    rest -= fourth * quantity;
    // The point moves into the first of these limbs.
    const unit = POWERS[LIMB_DIGITS - digits] as number;
    const by = POWERS[digits] as number;
    const [one, two] = [Math.floor(first / unit), Math.floor(second / unit)];
    const [three, four] = [Math.floor(third / unit), Math.floor(fourth / unit)];
    limbs[0] = whole * by + one;
    limbs[1] = (first - one * unit) * by + two;
    limbs[2] = (second - two * unit) * by + three;
    limbs[3] = (third - three * unit) * by + four;
    limbs[4] = (fourth - four * unit) * by;
    limbs[5] = this.e;
    limbs[6] = this.f;
    return roundedLimbs(limbs, rest !== 0);
  }
}

const NOTHING = new WideDecimal(0, 0, 0, 0, 0, 0, 0);

/** Limbs that are carried. */
function wideOf(sums: Float64Array): WideDecimal {
  return new WideDecimal(
    sums[0] as number,
    sums[1] as number,
    sums[2] as number,
    sums[3] as number,
    sums[4] as number,
    sums[5] as number,
    sums[6] as number,
  );
}

/** Brings each limb but the first to what a limb counts. */
function carry(sums: Float64Array): void {
  for (let at = LIMBS - 1; at > 0; at--) {
    const limb = sums[at] as number;
    if (limb >= 0 && limb < LIMB) continue;
    const over = Math.floor(limb / LIMB);
    sums[at] = limb - over * LIMB;
    sums[at - 1] = (sums[at - 1] as number) + over;
  }
}

/**
 * Limbs that are carried as a canonical decimal, half-even to 18 digits.
 *
 * @param isMore whether something comes behind the last of them.
 */
function roundedLimbs(sums: Float64Array, isMore: boolean): string {
  const [integer, second, third] = [sums[0] as number, sums[2] as number, sums[3] as number];
  const upper = Math.floor(second / 1_000);
  const high = (sums[1] as number) * 1_000 + upper;
  const low = (second - upper * 1_000) * LIMB + third;
  const next = sums[4] as number;
  const isUp =
    next > HALF_LIMB || (next === HALF_LIMB && (isMore || sums[5] !== 0 || sums[6] !== 0 || third % 2 === 1));
  return isUp ? nextText(integer, high, low) : fractionText(false, integer, high, low);
}
