import { fractionText, MAX_UNITS, POWERS } from './units.js';
import type { WideDecimal } from './wide-decimal.js';

/** So many digits of a wide decimal are one number. */
const TWELVE = 12;
const ONE_OF_TWELVE = 1e-12;
const NINE_DIGITS = 1e9;
/** What is divided by is at least so many units: what is beyond the digits of a double counts the less, the more they are. */
const LEAST = 1e6;
/** How often that may have been sold for. */
const MOST_TIMES = 8;
/** What was left out is less than this of the last digit: `MOST_TIMES` roundings of less than a unit in `LEAST` are a third of it. */
const DOUBT = 0.01;
/** Below this, six digits more are exact: so few units are counted more finely. */
const FEW_UNITS = MAX_UNITS / 2 ** 20;
const MORE_DIGITS = 6;
const FINER = 1e6;
/** Parts a double in two halves, the product of which is exact. */
const HALVES = 2 ** 27 + 1;

/**
 * By which part of what was paid something was sold for more, as a canonical decimal, half-even to 18 digits: `sold / (paid - rest) - 1`.
 *
 * The quotient is a sum of two doubles: the nearest one, and by how much that misses. That is exact to 30 digits, and so the last of the 18 is
 * certain, except where what is rounded is close to a half.
 *
 * @param sold in units of `10^-digits`, not below zero.
 * @param paid in these units, more than `rest`.
 * @param rest what of it does not count.
 * @param digits up to `SCALE`.
 * @returns null where that cannot be told in numbers.
 */
export function returnText(sold: number, paid: number, rest: WideDecimal, digits: number): string | null {
  if (digits + MORE_DIGITS <= TWELVE && paid < FEW_UNITS && sold < FEW_UNITS)
    return returnOfUnits(sold * FINER, paid * FINER, rest, digits + MORE_DIGITS);
  return digits > TWELVE ? null : returnOfUnits(sold, paid, rest, digits);
}

function returnOfUnits(sold: number, paid: number, rest: WideDecimal, digits: number): string | null {
  // What is divided by, as an integer less what is below one of these units.
  const { first } = rest;
  const unit = POWERS[TWELVE - digits] as number;
  const upper = Math.floor(first / unit);
  const counted = paid - rest.integer * (POWERS[digits] as number) - upper;
  if (!(counted >= LEAST) || sold > counted * MOST_TIMES) return null;
  const beyond = (rest.second + rest.third * ONE_OF_TWELVE) * ONE_OF_TWELVE;
  const less = (first - upper * unit + beyond) / unit;
  const divisor = counted - less;
  const left = counted - divisor - less;
  const near = sold / divisor;
  const product = near * divisor;
  const missed = (sold - product - missedBy(product, near, divisor) - near * left) / divisor;
  // Less one, and what that rounds away.
  const more = near - 1;
  const taken = more - near;
  const rounded = near - (more - taken) - (1 + taken);
  const small = rounded + missed;
  return more < 0 || (more === 0 && small < 0) ? textOf(true, -more, -small) : textOf(false, more, small);
}

/** The sum of a double that is not below zero and a small one. Null where its last digit is in doubt. */
function textOf(isNegative: boolean, value: number, small: number): string | null {
  let integer = Math.floor(value);
  const fraction = value - integer;
  const product = fraction * NINE_DIGITS;
  let high = Math.floor(product);
  const rest = product - high + (missedBy(product, fraction, NINE_DIGITS) + small * NINE_DIGITS);
  const exact = rest * NINE_DIGITS;
  let low = Math.round(exact);
  if (0.5 - Math.abs(exact - low) < DOUBT) return null;
  if (low < 0) {
    low += NINE_DIGITS;
    high--;
  } else if (low >= NINE_DIGITS) {
    low -= NINE_DIGITS;
    high++;
  }
  if (high < 0) {
    high += NINE_DIGITS;
    integer--;
  } else if (high >= NINE_DIGITS) {
    high -= NINE_DIGITS;
    integer++;
  }
  return integer < 0 ? null : fractionText(isNegative, integer, high, low);
}

/** What is missing of a product of two doubles that was rounded, exactly. */
function missedBy(product: number, left: number, right: number): number {
  const leftParted = left * HALVES;
  const leftUpper = leftParted - (leftParted - left);
  const leftLower = left - leftUpper;
  const rightParted = right * HALVES;
  const rightUpper = rightParted - (rightParted - right);
  const rightLower = right - rightUpper;
  const upper = leftUpper * rightUpper - product;
  return upper + leftUpper * rightLower + leftLower * rightUpper + leftLower * rightLower;
}
