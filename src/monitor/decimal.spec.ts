import { describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';

/** The page's own arithmetic: it is JavaScript, as the browser runs it. */
interface PageDecimals {
  readonly add: (left: string, right: string) => string;
  readonly signOf: (text: string) => number;
  readonly shown: (text: string, most: number, least?: number) => string;
  readonly moneyDigits: (text: string) => number;
}

const PATH: string = './public/decimal.js';
const { add, signOf, shown, moneyDigits } = (await import(PATH)) as PageDecimals;

const Exact = Decimal.clone({
  precision: 100,
  toExpNeg: -100,
  toExpPos: 100,
  rounding: Decimal.ROUND_HALF_UP,
});

const decimals = fc
  .record({
    negative: fc.boolean(),
    whole: fc.bigInt({ min: 0n, max: 10n ** 20n }),
    fraction: fc.stringMatching(/^\d{0,18}$/),
  })
  .map(({ negative, whole, fraction }) => new Exact(`${negative ? '-' : ''}${whole}.${fraction}0`).toFixed())
  .map((text) => (text === '-0' ? '0' : text));

describe('decimals of the page', () => {
  it('are added exactly', () => {
    fc.assert(
      fc.property(decimals, decimals, (left, right) => {
        const sum = new Exact(left).plus(right);
        expect(add(left, right)).toBe(sum.isZero() ? '0' : sum.toFixed());
        expect(signOf(add(left, right))).toBe(sum.isZero() ? 0 : sum.s);
      }),
    );
  });

  it('are shown rounded by half a unit at most', () => {
    fc.assert(
      fc.property(decimals, fc.integer({ min: 0, max: 18 }), (text, most) => {
        const rounded = new Exact(text).toDecimalPlaces(most);
        const plain = shown(text, most).replaceAll(/\s/g, '').replace('\u2212', '-');
        expect(plain).toBe(rounded.isZero() ? '0' : rounded.toFixed());
      }),
    );
  });

  it('are grouped by thousands', () => {
    expect(shown('-1234567.1234567', 2)).toBe('\u22121 234 567.12');
    expect(shown('999.9999', 2)).toBe('1 000');
  });

  it('have as many digits as those beside them', () => {
    expect(shown('67205', 8, 2)).toBe('67 205.00');
    expect(shown('0.5', 2, 2)).toBe('0.50');
    expect(shown('-0.004', 2, 2)).toBe('0.00');
    expect(['1234.5', '-12.5', '0.12', '0.0012', '0.000012'].map(moneyDigits)).toEqual([2, 4, 4, 6, 8]);
  });
});
