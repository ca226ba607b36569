import { SCALE } from './fixed-point.js';
import { POWERS } from './powers.js';
import { fractionText } from './units.js';
import type { WideDecimal } from './wide-decimal.js';

const NINE_DIGITS = 1e9;

/**
 * A sum of decimals in numbers, exactly, that is begun anew for each: an integer and twice nine digits, so that each is a small integer, which
 * takes no object.
 */
export class DecimalSum {
  private integer = 0;
  private high = 0;
  private low = 0;
  /** Half of the last digit, added or taken. */
  private half = 0;

  /** Begins anew, with units of `10^-digits`. @param digits up to `SCALE`. */
  begin(units: number, digits: number): this {
    this.integer = 0;
    this.high = 0;
    this.low = 0;
    this.half = 0;
    return this.add(units, digits, 1);
  }

  /** @param digits up to `SCALE`. */
  add(units: number, digits: number, sign: 1 | -1): this {
    // Without its sign: rounded down below zero, the rest of it could be too large to be exact.
    const isTaken = units < 0;
    const size = isTaken ? -units : units;
    const times = isTaken ? -sign : sign;
    const one = POWERS[digits] as number;
    const integer = Math.floor(size / one);
    const rest = size - integer * one;
    this.integer += times * integer;
    if (digits <= 9) {
      this.high += times * rest * (POWERS[9 - digits] as number);
      return this;
    }
    const unit = POWERS[digits - 9] as number;
    const high = Math.floor(rest / unit);
    this.high += times * high;
    this.low += times * (rest - high * unit) * (POWERS[SCALE - digits] as number);
    return this;
  }

  /** Adds a wide one, or takes it: one at most, because its last digits are rounded. */
  addWide(wide: WideDecimal, sign: 1 | -1): this {
    this.integer += sign * wide.integer;
    this.high += sign * wide.high;
    this.low += sign * (wide.low + wide.roundedUp);
    this.half = wide.isHalf ? sign : 0;
    return this;
  }

  /** The sum as a canonical decimal, half-even to 18 digits. */
  text(): string {
    let { integer, high, low } = this;
    // To the even one of its neighbours.
    if (this.half !== 0 && low % 2 !== 0) low += this.half;
    while (low < 0) {
      low += NINE_DIGITS;
      high--;
    }
    while (low >= NINE_DIGITS) {
      low -= NINE_DIGITS;
      high++;
    }
    while (high < 0) {
      high += NINE_DIGITS;
      integer--;
    }
    while (high >= NINE_DIGITS) {
      high -= NINE_DIGITS;
      integer++;
    }
    if (integer >= 0) return fractionText(false, integer, high, low);
    if (low > 0) return fractionText(true, -integer - 1, NINE_DIGITS - 1 - high, NINE_DIGITS - low);
    return high > 0
      ? fractionText(true, -integer - 1, NINE_DIGITS - high, 0)
      : fractionText(true, -integer, 0, 0);
  }
}
