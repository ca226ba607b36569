/**
 * Decimals as fixed-point integers: a bigint that counts units of `10^-scale`. Sums and products of them are exact;
 * only `divideHalfEven` rounds.
 *
 * Scales add up under multiplication: a quantity or price has `SCALE` (18) digits, their product `2 * SCALE`, that
 * product by a contract size `3 * SCALE`.
 */
export const SCALE = 18;

const POWERS_OF_TEN: readonly bigint[] = Array.from(
  { length: 4 * SCALE + 1 },
  (_, power) => 10n ** BigInt(power),
);

/** Integers of up to 15 digits are exact in a double, and a bigint made from one is cheaper than one parsed from text. */
const MAX_EXACT_DIGITS = 15;
const ZERO = 48;

/** `10^power` for powers from 0 to `4 * SCALE`. */
export function powerOfTen(power: number): bigint {
  const value = POWERS_OF_TEN[power];
  if (value === undefined) throw new RangeError(`no power of ten for ${power}`);
  return value;
}

/** A decimal string (see `decimal-text.ts`) as an integer of `10^-18` units. The text must have been checked before. */
export function toFixedPoint(text: string): bigint {
  const dot = text.indexOf('.');
  const fractionDigits = dot < 0 ? 0 : text.length - dot - 1;
  return digitsToInteger(text, dot) * powerOfTen(SCALE - fractionDigits);
}

/** The digits of a decimal, without its dot, as an integer. */
export function integerDigits(text: string): bigint {
  return digitsToInteger(text, text.indexOf('.'));
}

function digitsToInteger(text: string, dot: number): bigint {
  const length = text.length;
  if (length > MAX_EXACT_DIGITS) return BigInt(dot < 0 ? text : text.slice(0, dot) + text.slice(dot + 1));
  return BigInt(exactInteger(text, dot));
}

/** The digits of a decimal of at most `MAX_EXACT_DIGITS` characters as an integer. */
function exactInteger(text: string, dot: number): number {
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  let integer = 0;
  for (let at = start; at < text.length; at++) {
    if (at !== dot) integer = integer * 10 + (text.charCodeAt(at) - ZERO);
  }
  return start === 1 ? -integer : integer;
}

/** A fixed-point integer of `10^-scale` units as a canonical decimal, rounded half-even to at most 18 fraction digits. */
export function fromFixedPoint(value: bigint, scale: number = SCALE): string {
  const rounded = scale > SCALE ? divideHalfEven(value, powerOfTen(scale - SCALE)) : value;
  return exactText(rounded, Math.min(scale, SCALE));
}

/** A fixed-point integer of `10^-scale` units as a decimal with all its digits, for records that must not lose any. */
export function exactText(value: bigint, scale: number): string {
  if (value === 0n) return '0';
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, '0');
  const integer = digits.slice(0, digits.length - scale);
  let end = digits.length;
  while (end > integer.length && digits.charCodeAt(end - 1) === ZERO) end--;
  const fraction = digits.slice(integer.length, end);
  const text = fraction === '' ? integer : `${integer}.${fraction}`;
  return negative ? `-${text}` : text;
}

/** The inverse of `exactText`: a decimal with at most `scale` fraction digits as an integer of `10^-scale` units. */
export function fromExactText(text: string, scale: number): bigint {
  const dot = text.indexOf('.');
  if (dot < 0) return BigInt(text) * powerOfTen(scale);
  return BigInt(text.slice(0, dot) + text.slice(dot + 1)) * powerOfTen(scale - (text.length - dot - 1));
}

/** The sum of two canonical decimals that are not negative, exactly. Those of few digits are added as the integers that they are. */
export function addUnsigned(left: string, right: string): string {
  const [leftDot, rightDot] = [left.indexOf('.'), right.indexOf('.')];
  const leftDigits = leftDot < 0 ? 0 : left.length - leftDot - 1;
  const rightDigits = rightDot < 0 ? 0 : right.length - rightDot - 1;
  const digits = leftDigits > rightDigits ? leftDigits : rightDigits;
  if (left.length + right.length + digits > MAX_EXACT_DIGITS)
    return fromFixedPoint(toFixedPoint(left) + toFixedPoint(right));
  const sum =
    exactInteger(left, leftDot) * 10 ** (digits - leftDigits) +
    exactInteger(right, rightDot) * 10 ** (digits - rightDigits);
  const text = String(sum);
  if (digits === 0) return text;
  const padded = text.length > digits ? text : text.padStart(digits + 1, '0');
  let end = padded.length;
  while (end > padded.length - digits && padded.charCodeAt(end - 1) === ZERO) end--;
  const dot = padded.length - digits;
  return end === dot ? padded.slice(0, dot) : `${padded.slice(0, dot)}.${padded.slice(dot, end)}`;
}

/** `numerator / denominator`, rounded half to even. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  // Cheaper than `%`, which would divide once more.
  const remainder = numerator - quotient * denominator;
  if (remainder === 0n) return quotient;
  const twice = magnitude(remainder) * 2n;
  const size = magnitude(denominator);
  if (twice < size || (twice === size && quotient % 2n === 0n)) return quotient;
  return numerator < 0n === denominator < 0n ? quotient + 1n : quotient - 1n;
}

/** The absolute value. */
export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
