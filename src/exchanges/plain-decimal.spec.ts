import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalDecimal } from '../decimal/decimal-text.js';
import { plainDecimal, roundedDecimal } from './plain-decimal.js';

describe('plainDecimal', () => {
  it.each([
    ['0.10', '0.1'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['+1', '1'],
    ['1.', '1'],
    ['007', '7'],
    ['00.50', '0.5'],
    ['1E-8', '0.00000001'],
    ['-1.25e-2', '-0.0125'],
    ['1.5e+3', '1500'],
    ['1.2345e2', '123.45'],
    ['0e24', '0'],
    ['123456789012345678e-18', '0.123456789012345678'],
    ['0.000000000000000001e17', '0.1'],
  ])('%s becomes %s', (text, expected) => {
    expect(plainDecimal(text)).toBe(expected);
  });

  it.each([
    '',
    '.',
    '.5',
    '-',
    'e5',
    '1e',
    '1e400',
    '1e-25',
    '1e18',
    '0.1234567890123456789',
    '1,5',
    '0x1',
    'NaN',
    ' 1',
    '1'.repeat(61),
  ])('is null for %j', (text) => {
    expect(plainDecimal(text)).toBeNull();
  });

  it('reads the text of every number as the number it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e17, max: 1e17 }), (number) => {
        const decimal = plainDecimal(String(number));
        // Very small numbers have more digits than a decimal has here.
        const read = decimal === null ? number : Number(decimal);
        expect(read).toBe(number === 0 ? 0 : number);
        expect(decimal === null || decimal === canonicalDecimal(decimal)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('roundedDecimal', () => {
  it.each([
    ['0.1234567890123456785', '0.123456789012345678'],
    ['0.1234567890123456775', '0.123456789012345678'],
    ['-0.1234567890123456786', '-0.123456789012345679'],
    ['1.5e-20', '0'],
    ['-1e-19', '0'],
    ['999999999999999999.99999999999999999949', '999999999999999999.999999999999999999'],
    ['12.50', '12.5'],
  ])('%s becomes %s', (text, expected) => {
    expect(roundedDecimal(text)).toBe(expected);
  });

  it.each(['1e18', '1234567890123456789.5', '999999999999999999.9999999999999999999', 'x', '0.1x', ''])(
    'is null for %j',
    (text) => {
      expect(roundedDecimal(text)).toBeNull();
    },
  );
});
