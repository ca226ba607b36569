import { fractionDigits } from '../decimal/decimal-text.js';
import { magnitude, powerOfTen, SCALE, toFixedPoint } from '../decimal/fixed-point.js';

/**
 * Whether a price is what an exchange wrote, had it been rounded half up to one of these numbers of fraction digits, or to as
 * many as it wrote where that is more. Fewer were written where zeros were left out.
 */
export function agreesRounded(ours: string, theirs: string, digits: readonly number[]): boolean {
  const most = Math.max(fractionDigits(theirs), ...digits);
  return [...digits, most].some((each) => roundHalfUp(toFixedPoint(ours), each) === toFixedPoint(theirs));
}

/** Rounded to a number of fraction digits, away from zero at a half; in 10^-18. */
export function roundHalfUp(value: bigint, digits: number): bigint {
  const unit = powerOfTen(SCALE - digits);
  const rounded = ((magnitude(value) + unit / 2n) / unit) * unit;
  return value < 0n ? -rounded : rounded;
}
