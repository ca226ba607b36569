import { canonicalDecimal } from '../decimal/decimal-text.js';
import { fromExactText, fromFixedPoint, SCALE } from '../decimal/fixed-point.js';

const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/;
const MAX_LENGTH = 60;
const MAX_EXPONENT = 24;

/**
 * The canonical decimal of what an exchange or a library wrote as one: with an exponent (`1E-8`), with a sign or with zeros that say
 * nothing (`+1`, `-0.0`, `1.`). Every digit is kept.
 *
 * @returns null if it is not a number, or has more digits than a decimal may have here.
 */
export function plainDecimal(text: string): string | null {
  return canonicalDecimal(text) ?? canonicalDecimal(expanded(text) ?? '');
}

/** `plainDecimal` of a figure that was computed (an average, a fee): fraction digits beyond the 18th are rounded half-even. */
export function roundedDecimal(text: string): string | null {
  const exact = plainDecimal(text);
  if (exact !== null) return exact;
  const plain = expanded(text);
  const dot = plain === null ? -1 : plain.indexOf('.');
  if (plain === null || dot < 0) return null;
  const digits = plain.length - dot - 1;
  return digits <= SCALE ? null : canonicalDecimal(fromFixedPoint(fromExactText(plain, digits), digits));
}

/** Without exponent, plus sign, leading and trailing zeros, and sign of zero. */
function expanded(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const [, sign, integer = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (integer === '' || Math.abs(Number(power)) > MAX_EXPONENT) return null;
  const point = integer.length + Number(power);
  const digits = '0'.repeat(Math.max(-point, 0)) + (integer + fraction).padEnd(point, '0');
  const at = Math.max(point, 0);
  const whole = digits.slice(0, at).replace(/^0+(?=.)/, '') || '0';
  const rest = digits.slice(at).replace(/0+$/, '');
  const plain = rest === '' ? whole : `${whole}.${rest}`;
  return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}
