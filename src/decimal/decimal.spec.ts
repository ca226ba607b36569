import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalDecimal, compareUnsigned, fractionDigits } from './decimal-text.js';
import {
  divideHalfEven,
  exactText,
  fromExactText,
  fromFixedPoint,
  isSum,
  productOf,
  toFixedPoint,
} from './fixed-point.js';

const GRAMMAR = /^-?(0|[1-9]\d{0,17})(\.\d{1,18})?$/;

describe('canonicalDecimal', () => {
  it.each([
    ['0', '0'],
    ['0.0', '0'],
    ['1.50', '1.5'],
    ['100', '100'],
    ['-0.10', '-0.1'],
    ['-10', '-10'],
    ['999999999999999999.999999999999999999', '999999999999999999.999999999999999999'],
  ])('%s becomes %s', (text, expected) => {
    expect(canonicalDecimal(text)).toBe(expected);
  });

  it.each([
    '',
    '-',
    '.',
    '.5',
    '5.',
    '00',
    '01',
    '-0',
    '-0.0',
    '+1',
    '1e3',
    '1E-3',
    ' 1',
    '1 ',
    '1,5',
    '1.2.3',
    '--1',
    'NaN',
    'Infinity',
    '0x10',
    '1n',
    '٣',
    '1234567890123456789',
    '0.1234567890123456789',
    '1\n',
    '１',
  ])('refuses %j', (text) => {
    expect(canonicalDecimal(text)).toBeNull();
  });

  it('agrees with the grammar on any text over its alphabet', () => {
    const text = fc.string({ unit: fc.constantFrom('-', '.', '0', '1', '9', 'e', ' '), maxLength: 42 });
    fc.assert(
      fc.property(text, (candidate) => {
        const valid = GRAMMAR.test(candidate) && !/^-0(\.0+)?$/.test(candidate);
        expect(canonicalDecimal(candidate) !== null).toBe(valid);
      }),
      { numRuns: 2_000 },
    );
  });
});

const decimals = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 36n - 1n }), fc.boolean())
  .map(([value, negative]) => exactText(negative ? -value : value, 18));

describe('fixed point', () => {
  it('gives back every decimal unchanged', () => {
    fc.assert(
      fc.property(decimals, (text) => expect(fromFixedPoint(toFixedPoint(text))).toBe(text)),
      { numRuns: 2_000 },
    );
  });

  it('keeps all digits of larger scales in exact text', () => {
    const value = 123456789012345678901234567890123456789n;
    expect(exactText(value, 36)).toBe('123.456789012345678901234567890123456789');
    expect(fromExactText('123.456789012345678901234567890123456789', 36)).toBe(value);
    expect(fromExactText('-2', 54)).toBe(-2n * 10n ** 54n);
  });

  it('orders unsigned text as the numbers are ordered', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const [left, right] = [a.replace('-', ''), b.replace('-', '')];
        const difference = toFixedPoint(left) - toFixedPoint(right);
        expect(Math.sign(compareUnsigned(left, right))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [5n, -2n, -2n],
    [10n, 3n, 3n],
    [11n, 3n, 4n],
    [-11n, 3n, -4n],
    [1n, 2n, 0n],
    [3n, 2n, 2n],
  ])('%s / %s rounds half-even to %s', (numerator, denominator, expected) => {
    expect(divideHalfEven(numerator, denominator)).toBe(expected);
  });

  it('rounds half-even to 18 digits on the way out', () => {
    expect(fromFixedPoint(15n * 10n ** 17n, 36)).toBe('0.000000000000000002');
    expect(fromFixedPoint(25n * 10n ** 17n, 36)).toBe('0.000000000000000002');
    expect(fromFixedPoint(-1n, 36)).toBe('0');
  });

  it('counts fraction digits as written', () => {
    expect(fractionDigits('1.50')).toBe(2);
    expect(fractionDigits('404')).toBe(0);
  });
});

describe('what is taken the short way', () => {
  const unsigned = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 18 }))
    .map(([units, digits]) => exactText(units % 10n ** BigInt(digits + 4), digits));

  it('multiplies as the exact integers do', () => {
    fc.assert(
      fc.property(unsigned, unsigned, (left, right) =>
        expect(productOf(left, right)).toBe(toFixedPoint(left) * toFixedPoint(right)),
      ),
      { numRuns: 2_000 },
    );
  });

  it('knows a sum, and what is none', () => {
    fc.assert(
      fc.property(unsigned, unsigned, unsigned, (left, right, other) => {
        const sum = exactText(toFixedPoint(left) + toFixedPoint(right), 18);
        expect(isSum(left, right, sum)).toBe(true);
        expect(isSum(left, right, other)).toBe(other === sum);
        expect(isSum(left, right, exactText(toFixedPoint(sum) + 1n, 18))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('rounds a text as the exact division does', () => {
    const digits = fc.constantFrom(
      '0',
      '1',
      '4',
      '5',
      '6',
      '9',
      '0'.repeat(17),
      '9'.repeat(18),
      '5'.padEnd(18, '0'),
    );
    const integer = fc
      .tuple(fc.array(digits, { minLength: 1, maxLength: 6 }), fc.boolean())
      .map(([parts, isNegative]) => BigInt(parts.join('')) * (isNegative ? -1n : 1n));
    fc.assert(
      fc.property(integer, fc.constantFrom(36, 54), (value, scale) =>
        expect(fromFixedPoint(value, scale)).toBe(exactText(rounded(value, 10n ** BigInt(scale - 18)), 18)),
      ),
      { numRuns: 2_000 },
    );
  });

  it('divides half to even', () => {
    const integer = fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n });
    fc.assert(
      fc.property(integer, integer, (numerator, denominator) => {
        fc.pre(denominator !== 0n);
        expect(divideHalfEven(numerator, denominator)).toBe(rounded(numerator, denominator));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** By the remainder: as it is defined. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator - quotient * denominator) * 2n;
  const [part, whole] = [twice < 0n ? -twice : twice, denominator < 0n ? -denominator : denominator];
  if (part < whole || (part === whole && quotient % 2n === 0n)) return quotient;
  return numerator < 0n === denominator < 0n ? quotient + 1n : quotient - 1n;
}
