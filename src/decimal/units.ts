import { SCALE } from './fixed-point.js';
import { POWERS } from './powers.js';

/**
 * Decimals of few digits as numbers: integers that count units of `10^-digits`, each exactly, because a double holds every integer up to
 * `2^53`. All that is counted here stays below `MAX_UNITS`; what does not is counted with bigints (`fixed-point.ts`).
 */
export const MAX_UNITS = 2 ** 52;

/** So many characters hold an integer below `MAX_UNITS`. */
const MAX_LENGTH = 16;
const MAX_DIGITS = 15;
const NINE_DIGITS = 1e9;
/** So many digits of a quotient are found at once. */
const STEP = 6;
/** What can be divided by: with `STEP` digits more, twice as much is below `MAX_UNITS`. */
export const MAX_DIVISOR = 2 ** 31;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
/**
 * The integers below a thousand: as they are, negated, in three digits, and these without the zeros at their end; the last two also with the
 * point before them. Texts are put together of them: the fewer parts, the fewer texts are made that nobody reads.
 */
const SHORT: readonly string[] = Array.from({ length: 1_000 }, (_, value) => String(value));
const NEGATIVE = SHORT.map((text) => `-${text}`);
const DIGITS = SHORT.map((text) => text.padStart(3, '0'));
const TRIMMED = DIGITS.map((text) => text.replace(/0+$/, ''));
const POINT_DIGITS = DIGITS.map((text) => `.${text}`);
const POINT_TRIMMED = TRIMMED.map((text) => `.${text}`);

/** A canonical decimal in units of `10^-digits`; NaN where it is no integer of them, or a large one. */
export function unitsOf(text: string, digits: number): number {
  const { length } = text;
  if (length > MAX_LENGTH) return NaN;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let units = 0;
  let end = length;
  for (let at = start; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) end = at + 1;
    else units = units * 10 + (code - ZERO);
  }
  const missing = digits - (length - end);
  // A text without a dot of all these characters may be larger.
  if (missing < 0 || length - start > (end === length ? MAX_DIGITS : MAX_LENGTH)) return NaN;
  units *= POWERS[missing] as number;
  if (units > MAX_UNITS) return NaN;
  return start === 1 ? -units : units;
}

/** Units of `10^-digits` as a canonical decimal. @param digits up to `SCALE`. */
export function textOfUnits(units: number, digits: number): string {
  const size = units < 0 ? -units : units;
  const one = POWERS[digits] as number;
  const integer = Math.floor(size / one);
  const rest = size - integer * one;
  if (digits <= 9) return fractionText(units < 0, integer, rest * (POWERS[9 - digits] as number), 0);
  const unit = POWERS[digits - 9] as number;
  const high = Math.floor(rest / unit);
  return fractionText(units < 0, integer, high, (rest - high * unit) * (POWERS[SCALE - digits] as number));
}

/**
 * The quotient of units of `10^-(denominatorDigits + digits)` by units of `10^-denominatorDigits`, as a canonical decimal, half-even to 18 digits.
 *
 * @param numerator not below zero.
 * @param denominator above zero, at most `MAX_DIVISOR`.
 * @param digits up to `SCALE`.
 */
export function quotientText(numerator: number, denominator: number, digits: number): string {
  const first = Math.floor(numerator / denominator);
  let rest = numerator - first * denominator;
  if (rest === 0) return textOfUnits(first, digits);
  const one = POWERS[digits] as number;
  const integer = Math.floor(first / one);
  let high = first - integer * one;
  let low = 0;
  let missing = 9 - digits;
  if (missing < 0) {
    const unit = POWERS[-missing] as number;
    const all = high;
    high = Math.floor(all / unit);
    low = all - high * unit;
  }
  for (; missing > 0; missing -= STEP) {
    const step = POWERS[missing < STEP ? missing : STEP] as number;
    const next = Math.floor((rest * step) / denominator);
    rest = rest * step - next * denominator;
    high = high * step + next;
  }
  for (missing = digits > 9 ? SCALE - digits : 9; missing > 0; missing -= STEP) {
    const step = POWERS[missing < STEP ? missing : STEP] as number;
    const next = Math.floor((rest * step) / denominator);
    rest = rest * step - next * denominator;
    low = low * step + next;
  }
  const isUp = rest * 2 > denominator || (rest * 2 === denominator && low % 2 === 1);
  return isUp ? nextText(integer, high, low) : fractionText(false, integer, high, low);
}

/** A canonical decimal of an integer and eighteen fraction digits, nine and nine, and one more at the last of them. */
export function nextText(integer: number, high: number, low: number): string {
  if (low + 1 < NINE_DIGITS) return fractionText(false, integer, high, low + 1);
  return high + 1 < NINE_DIGITS
    ? fractionText(false, integer, high + 1, 0)
    : fractionText(false, integer + 1, 0, 0);
}

/** A canonical decimal of an integer and eighteen fraction digits, nine and nine. */
export function fractionText(isNegative: boolean, integer: number, high: number, low: number): string {
  if (low === 0 && high === 0) return integerText(isNegative && integer !== 0, integer);
  const start = integerText(isNegative, integer);
  if (low === 0) return start + trimmedDigits(high, POINT_DIGITS, POINT_TRIMMED);
  if (low % 10 !== 0) return start + eighteenDigits(high, low);
  return start + nineDigits(high) + trimmedDigits(low, DIGITS, TRIMMED);
}

// Numbers are not turned into text by the engine: it keeps all such texts for a while, and each of them is written once more for that.

function integerText(isNegative: boolean, integer: number): string {
  if (integer >= 1_000_000) return isNegative ? `-${integer}` : String(integer);
  const short = isNegative ? NEGATIVE : SHORT;
  if (integer < 1_000) return short[integer] as string;
  const thousands = (integer / 1_000) | 0;
  return (short[thousands] as string) + (DIGITS[integer - thousands * 1_000] as string);
}

/** With the point. */
function nineDigits(value: number): string {
  const millions = (value / 1_000_000) | 0;
  const rest = value - millions * 1_000_000;
  const thousands = (rest / 1_000) | 0;
  return (
    (POINT_DIGITS[millions] as string) +
    (DIGITS[thousands] as string) +
    (DIGITS[rest - thousands * 1_000] as string)
  );
}

/**
 * Nine digits, not all of them zeros, without the zeros at their end.
 *
 * @param first the texts that three digits at the beginning are taken from.
 * @param only the same where nothing comes behind them.
 */
function trimmedDigits(value: number, first: readonly string[], only: readonly string[]): string {
  const millions = (value / 1_000_000) | 0;
  const rest = value - millions * 1_000_000;
  if (rest === 0) return only[millions] as string;
  const thousands = (rest / 1_000) | 0;
  const units = rest - thousands * 1_000;
  const start = first[millions] as string;
  if (units === 0) return start + (TRIMMED[thousands] as string);
  return start + ((DIGITS[thousands] as string) + (TRIMMED[units] as string));
}

/** With the point: one text, where others that are put together are several. */
function eighteenDigits(high: number, low: number): string {
  return String.fromCharCode(
    DOT,
    ZERO + ((high / 100_000_000) | 0),
    ZERO + (((high / 10_000_000) | 0) % 10),
    ZERO + (((high / 1_000_000) | 0) % 10),
    ZERO + (((high / 100_000) | 0) % 10),
    ZERO + (((high / 10_000) | 0) % 10),
    ZERO + (((high / 1_000) | 0) % 10),
    ZERO + (((high / 100) | 0) % 10),
    ZERO + (((high / 10) | 0) % 10),
    ZERO + (high % 10),
    ZERO + ((low / 100_000_000) | 0),
    ZERO + (((low / 10_000_000) | 0) % 10),
    ZERO + (((low / 1_000_000) | 0) % 10),
    ZERO + (((low / 100_000) | 0) % 10),
    ZERO + (((low / 10_000) | 0) % 10),
    ZERO + (((low / 1_000) | 0) % 10),
    ZERO + (((low / 100) | 0) % 10),
    ZERO + (((low / 10) | 0) % 10),
    ZERO + (low % 10),
  );
}
