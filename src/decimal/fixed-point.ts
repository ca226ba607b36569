import { POWERS } from './powers.js';

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
const MINUS = 45;
const FIVE = 53;
const NINE = 57;
/** So many zeros, by their number: made once, because texts of decimals are made all the time. */
const ZEROS: readonly string[] = Array.from({ length: 4 * SCALE + 1 }, (_, count) => '0'.repeat(count));

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
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let integer = 0;
  for (let at = start; at < text.length; at++) {
    if (at !== dot) integer = integer * 10 + (text.charCodeAt(at) - ZERO);
  }
  return start === 1 ? -integer : integer;
}

/** A fixed-point integer of `10^-scale` units as a canonical decimal, rounded half-even to at most 18 fraction digits. */
export function fromFixedPoint(value: bigint, scale: number = SCALE): string {
  if (value === 0n) return '0';
  if (scale <= SCALE) return exactText(value, scale);
  return (
    roundedText(value.toString(), scale) ?? exactText(divideHalfEven(value, powerOfTen(scale - SCALE)), SCALE)
  );
}

/** A fixed-point integer of `10^-scale` units as a decimal with all its digits, for records that must not lose any. */
export function exactText(value: bigint, scale: number): string {
  return value === 0n ? '0' : placed(value.toString(), scale);
}

/** An integer's digits as a decimal of `SCALE` digits, where one digit tells how they round: a division is several times as slow. Else null. */
function roundedText(digits: string, scale: number): string | null {
  const end = digits.length - (scale - SCALE);
  const next = digits.charCodeAt(end);
  if (end < 2 || next === FIVE) return null;
  if (next < FIVE) return placed(digits.slice(0, end), SCALE);
  const last = digits.charCodeAt(end - 1);
  return last === NINE ? null : placed(digits.slice(0, end - 1) + String.fromCharCode(last + 1), SCALE);
}

/** The digits of an integer that is not zero with the point where it belongs, without zeros behind it. */
function placed(digits: string, scale: number): string {
  const start = digits.charCodeAt(0) === MINUS ? 1 : 0;
  const dot = digits.length - scale;
  const least = dot > start ? dot : start;
  let end = digits.length;
  while (end > least && digits.charCodeAt(end - 1) === ZERO) end--;
  if (dot > start)
    return end === dot ? digits.slice(0, dot) : `${digits.slice(0, dot)}.${digits.slice(dot, end)}`;
  return (start === 1 ? '-0.' : '0.') + (ZEROS[start - dot] as string) + digits.slice(start, end);
}

/** The inverse of `exactText`: a decimal with at most `scale` fraction digits as an integer of `10^-scale` units. */
export function fromExactText(text: string, scale: number): bigint {
  const dot = text.indexOf('.');
  if (dot < 0) return BigInt(text) * powerOfTen(scale);
  return BigInt(text.slice(0, dot) + text.slice(dot + 1)) * powerOfTen(scale - (text.length - dot - 1));
}

/** The product of two decimals in `10^-36` units. Those of few digits are multiplied as the integers that they are. */
export function productOf(left: string, right: string): bigint {
  const leftDot = left.indexOf('.');
  const rightDot = right.indexOf('.');
  if (left.length + right.length > MAX_EXACT_DIGITS) return toFixedPoint(left) * toFixedPoint(right);
  const digits =
    (leftDot < 0 ? 0 : left.length - leftDot - 1) + (rightDot < 0 ? 0 : right.length - rightDot - 1);
  return BigInt(exactInteger(left, leftDot) * exactInteger(right, rightDot)) * powerOfTen(2 * SCALE - digits);
}

/** Whether two canonical decimals that are not negative add up to a third. */
export function isSum(left: string, right: string, sum: string): boolean {
  const leftDot = left.indexOf('.');
  const rightDot = right.indexOf('.');
  const sumDot = sum.indexOf('.');
  const leftDigits = leftDot < 0 ? 0 : left.length - leftDot - 1;
  const rightDigits = rightDot < 0 ? 0 : right.length - rightDot - 1;
  const sumDigits = sumDot < 0 ? 0 : sum.length - sumDot - 1;
  const digits = Math.max(leftDigits, rightDigits, sumDigits);
  if (Math.max(left.length, right.length, sum.length) + digits > MAX_EXACT_DIGITS)
    return toFixedPoint(left) + toFixedPoint(right) === toFixedPoint(sum);
  const added =
    exactInteger(left, leftDot) * (POWERS[digits - leftDigits] as number) +
    exactInteger(right, rightDot) * (POWERS[digits - rightDigits] as number);
  return added === exactInteger(sum, sumDot) * (POWERS[digits - sumDigits] as number);
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
    exactInteger(left, leftDot) * (POWERS[digits - leftDigits] as number) +
    exactInteger(right, rightDot) * (POWERS[digits - rightDigits] as number);
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
  // In halves: where their number is even, the quotient is what they make, rounded toward zero.
  const twice = numerator + numerator;
  const halves = twice / denominator;
  const quotient = halves / 2n;
  if (BigInt.asUintN(1, halves) === 0n) return quotient;
  if (halves * denominator === twice && quotient % 2n === 0n) return quotient;
  return halves < 0n ? quotient - 1n : quotient + 1n;
}

/** The absolute value. */
export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
