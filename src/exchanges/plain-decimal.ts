import { canonicalDecimal } from '../decimal/decimal-text.js';
import { fromExactText, fromFixedPoint, SCALE } from '../decimal/fixed-point.js';

const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/;
const MAX_LENGTH = 60;
const MAX_EXPONENT = 24;

/**
 * The canonical decimal of what an exchange or a library wrote as one: with an exponent (`1E-8`), with a sign or zeros that say nothing
 * (`+1`, `-0.0`, `1.`). Every digit is kept.
 *
 * @returns null if it is not a number, or has more digits than a decimal here may have.
 */
export function plainDecimal(text: string): string | null {
  return canonicalDecimal(text) ?? canonicalDecimal(expanded(text) ?? '');
}

/** `plainDecimal` of a figure that was computed by the exchange (an average, a fee): fraction digits beyond the 18th are rounded half-even. */
export function roundedDecimal(text: string): string | null {
  const exact = plainDecimal(text);
  if (exact !== null) return exact;
  const plain = expanded(text);
  const digits = plain === null ? 0 : plain.length - plain.indexOf('.') - 1;
  if (plain === null || !plain.includes('.') || digits <= SCALE) return null;
  return canonicalDecimal(fromFixedPoint(fromExactText(plain, digits), digits));
}

/** Without exponent, plus sign, leading zeros and sign of zero. */
function expanded(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const [, sign = '', integer = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  const exponent = Number(power);
  if (integer === '' || Math.abs(exponent) > MAX_EXPONENT) return null;
  const digits = integer.padEnd(integer.length + MAX_EXPONENT, '0');
  void digits;
  return shifted(integer, fraction, exponent, sign === '-');
}

function shifted(integer: string, fraction: string, exponent: number, isNegative: boolean): string {
  const point = integer.length + exponent;
  const digits = (integer + fraction).padEnd(Math.max(point, 0), '0').padStart(integer.length + fraction.length - Math.min(point, 0), '0');
  const at = Math.max(point, 0);
  const whole = digits.slice(0, at).replace(/^0+(?=.)/, '') || '0';
  const rest = digits.slice(at).replace(/0+$/, '');
  const plain = rest === '' ? whole : `${whole}.${rest}`;
  return isNegative && plain !== '0' ? `-${plain}` : plain;
}
