import { fractionDigits } from '../decimal/decimal-text.js';
import { divideHalfEven, integerDigits, powerOfTen, SCALE } from '../decimal/fixed-point.js';

/**
 * What was paid for each, in units of `10^-18`, rounded half-even: of the digits alone, so that numbers of usual length are divided by a
 * short one.
 *
 * @param cost a decimal that is not negative.
 * @param quantity one above zero.
 */
export function averagePrice(cost: string, quantity: string): bigint {
  const scale = SCALE + fractionDigits(quantity) - fractionDigits(cost);
  return divideHalfEven(integerDigits(cost) * powerOfTen(scale), integerDigits(quantity));
}
