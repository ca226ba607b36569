import { POWERS } from './powers.js';
import { fractionText } from './units.js';
import { LIMB, LIMB_DIGITS } from './wide-decimal.js';
import type { WideDecimal } from './wide-decimal.js';

/** An integer and four limbs behind the point: what is beyond them does not count for 18 digits, except where it is close. */
const LIMBS = 5;
/** What is paid is at least, and at most, as much: of that, the first digits tell six more of the quotient. */
const LEAST = 1;
const MOST = 2 ** 31;
/** How often that may have been sold for. */
const MOST_TIMES = 1_000;
/** What lies beyond the last limb, and what the first digits do not tell, is far less than this of the last digit. */
const DOUBT = 0.01;
const ONE_BY_LIMB = 1 / LIMB;
const left = new Float64Array(LIMBS);
const by = new Float64Array(LIMBS);

/**
 * By which part of what was paid something was sold for more, as a canonical decimal, half-even to 18 digits: `sold / (paid - rest) - 1`.
 *
 * Each next limb of the quotient is the nearest integer by the first digits of what is left and of the divisor. What it leaves is computed
 * exactly, so that it need not be the right one: only the last one is in doubt, where it is close to a half.
 *
 * @param sold in units of `10^-digits`, not below zero.
 * @param paid in these units, more than `rest`.
 * @param rest what of it does not count.
 * @param digits up to `SCALE`.
 * @returns null where that cannot be told in numbers.
 */
export function returnText(sold: number, paid: number, rest: WideDecimal, digits: number): string | null {
  splitUnits(by, paid, digits);
  rest.takeFrom(by);
  splitUnits(left, sold, digits);
  const divisor = firstOf(by);
  if (divisor < LEAST || divisor > MOST || (left[0] as number) > MOST) return null;
  let integer = Math.round(firstOf(left) / divisor);
  if (integer > MOST_TIMES) return null;
  take(integer, 1);
  const perLimb = LIMB / divisor;
  const first = Math.round(firstOf(left) * perLimb);
  take(first, LIMB);
  const second = Math.round(firstOf(left) * perLimb);
  take(second, LIMB);
  const exact = firstOf(left) * perLimb;
  let low = Math.round(exact);
  if (0.5 - Math.abs(exact - low) < DOUBT) return null;
  let high = first * LIMB + second;
  integer--;
  const isNegative = integer < 0 || (integer === 0 && (high < 0 || (high === 0 && low < 0)));
  if (isNegative) {
    integer = -integer;
    high = -high;
    low = -low;
  }
  if (low < 0) {
    low += LIMB;
    high--;
  }
  if (high < 0) {
    high += LIMB * LIMB;
    integer--;
  }
  const upper = Math.floor(high / 1_000);
  return fractionText(isNegative, integer, upper, (high - upper * 1_000) * LIMB + low);
}

/** Sets limbs to units of `10^-digits`. */
function splitUnits(limbs: Float64Array, units: number, digits: number): void {
  const one = POWERS[digits] as number;
  const integer = Math.floor(units / one);
  let rest = units - integer * one;
  limbs[0] = integer;
  limbs[2] = 0;
  limbs[3] = 0;
  limbs[4] = 0;
  let left = digits - LIMB_DIGITS;
  for (let at = 1; left > 0; at++, left -= LIMB_DIGITS) {
    const unit = POWERS[left] as number;
    const limb = Math.floor(rest / unit);
    limbs[at] = limb;
    rest -= limb * unit;
  }
  const last = Math.max(1, Math.ceil(digits / LIMB_DIGITS));
  limbs[last] = rest * (POWERS[-left] as number);
}

/** What is left of `by` times as much. Limbs come out a few times as large as they should be, and below zero. */
function take(times: number, scale: number): void {
  let before = (left[0] as number) * scale - times * (by[0] as number);
  for (let at = 1; at < LIMBS; at++) {
    const limb = (left[at] as number) * scale - times * (by[at] as number);
    // How much a limb carries does not matter, as long as all is there.
    const over = Math.floor(limb * ONE_BY_LIMB);
    left[at - 1] = before + over;
    before = limb - over * LIMB;
  }
  left[LIMBS - 1] = before;
}

function firstOf(limbs: Float64Array): number {
  const fraction = (limbs[2] as number) + (limbs[3] as number) * ONE_BY_LIMB;
  return (limbs[0] as number) + ((limbs[1] as number) + fraction * ONE_BY_LIMB) * ONE_BY_LIMB;
}
