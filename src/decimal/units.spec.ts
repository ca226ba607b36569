import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DecimalSum } from './decimal-sum.js';
import { divideHalfEven, exactText, fromFixedPoint, powerOfTen, SCALE, toFixedPoint } from './fixed-point.js';
import { MAX_DIVISOR, MAX_UNITS, quotientText, textOfUnits, unitsOf } from './units.js';
import { WideDecimal } from './wide-decimal.js';
import { returnText } from './wide-ratio.js';

const RUNS = { numRuns: 3_000 };
const digits = fc.integer({ min: 0, max: SCALE });
const units = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.integer({ min: 0, max: 2 ** 31 }),
  fc.maxSafeInteger().map((value) => Math.abs(value) % MAX_UNITS),
);
const quantities = fc.oneof(
  fc.constantFrom(1, 2, 4, 5, 8, 64, 3, 7),
  fc.integer({ min: 1, max: MAX_DIVISOR }),
);

/** Of 36 digits; half of a digit, and what is close to it, are among them. */
const wideValues = fc
  .tuple(
    fc.integer({ min: 0, max: 10 ** 9 }),
    fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.constantFrom(0n, 1n, 2n, 10n ** 18n - 1n)),
    fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
      fc.constantFrom(0n, 5n * 10n ** 17n, 5n * 10n ** 17n - 1n, 5n * 10n ** 17n + 1n, 10n ** 18n - 1n),
    ),
  )
  .map(([integer, upper, lower]) => (BigInt(integer) * 10n ** 18n + upper) * 10n ** 18n + lower);

function wide(value: bigint): WideDecimal {
  return WideDecimal.of(value) as WideDecimal;
}

function fixed(value: number, places: number): bigint {
  return BigInt(value) * powerOfTen(2 * SCALE - places);
}

describe('decimals in units', () => {
  it('are read and written as they are', () => {
    fc.assert(
      fc.property(units, digits, fc.boolean(), (value, places, isNegative) => {
        const signed = isNegative ? -value : value;
        const text = exactText(BigInt(signed), places);
        expect(textOfUnits(signed, places)).toBe(text);
        const read = unitsOf(text, places);
        expect(read === signed || (Number.isNaN(read) && text.length > 15)).toBe(true);
      }),
      RUNS,
    );
  });

  it.each([
    ['0.001', 2],
    ['1', 17],
    ['4503599627370497', 0],
    ['99999999999999999999', 0],
    ['0.1234567890123456789', 18],
  ])('%s is not read where it is no integer of 10^-%i, or a large one', (text, places) => {
    expect(unitsOf(text, places)).toBeNaN();
  });

  it('are divided half-even to 18 digits', () => {
    fc.assert(
      fc.property(units, quantities, digits, (value, by, places) => {
        const exact = divideHalfEven(fixed(value, places), BigInt(by) * powerOfTen(SCALE));
        expect(quotientText(value, by, places)).toBe(fromFixedPoint(exact));
      }),
      RUNS,
    );
  });
});

describe('a wide decimal', () => {
  it('is the integer that it was made of', () => {
    fc.assert(
      fc.property(wideValues, (value) => expect(wide(value).value).toBe(value)),
      RUNS,
    );
    expect(WideDecimal.of(10n ** 60n)).toBeNull();
  });

  it('grows by units', () => {
    fc.assert(
      fc.property(wideValues, units, digits, (value, more, places) => {
        expect(wide(value).plus(more, places).value).toBe(value + fixed(more, places));
        expect(WideDecimal.ofUnits(more, places).value).toBe(fixed(more, places));
      }),
      RUNS,
    );
  });

  it('loses its share, half-even', () => {
    fc.assert(
      fc.property(wideValues, quantities, quantities, (value, left, right) => {
        const [part, whole] = left < right ? [left, right] : [right, left];
        const rest = wide(value).without(part, whole);
        const isLarge = Number(value / 10n ** 36n) * part > MAX_UNITS;
        const exact = value - divideHalfEven(value * BigInt(part), BigInt(whole));
        expect(rest === null ? isLarge : rest.value).toBe(rest === null ? true : exact);
      }),
      RUNS,
    );
  });

  it('is divided by a quantity, half-even to 18 digits', () => {
    fc.assert(
      fc.property(wideValues, quantities, fc.integer({ min: 0, max: 9 }), (value, quantity, places) => {
        const exact = divideHalfEven(value, BigInt(quantity) * powerOfTen(SCALE - places));
        expect(wide(value).perUnit(quantity, places)).toBe(fromFixedPoint(exact));
      }),
      RUNS,
    );
  });

  it('is added and taken with others, half-even to 18 digits', () => {
    const signs = fc.constantFrom(1 as const, -1 as const);
    const sum = new DecimalSum();
    fc.assert(
      fc.property(units, digits, units, digits, signs, wideValues, signs, (...each) => {
        const [first, firstDigits, second, secondDigits, sign, value, wideSign] = each;
        const exact =
          fixed(-first, firstDigits) + BigInt(sign) * fixed(second, secondDigits) + BigInt(wideSign) * value;
        sum.begin(-first, firstDigits).add(second, secondDigits, sign).addWide(wide(value), wideSign);
        expect(sum.text()).toBe(fromFixedPoint(divideHalfEven(exact, powerOfTen(SCALE))));
      }),
      RUNS,
    );
  });

  it('tells a return as the exact division does, where it tells one', () => {
    let told = 0;
    fc.assert(
      fc.property(
        units,
        fc.integer({ min: 0, max: 9 }),
        wideValues,
        fc.integer({ min: 0, max: 10 ** 6 }),
        fc.integer({ min: -20, max: 20 }),
        (more, places, value, paidMore, apart) => {
          // As it is with a leg: what is paid is a little more than what does not count.
          const paid = Number(value / powerOfTen(2 * SCALE - places)) + 1 + paidMore;
          const closed = fixed(paid, places) - value;
          const sold = apart > 10 ? more : Math.max(0, paidMore + apart);
          const text = paid > MAX_UNITS ? null : returnText(sold, paid, wide(value), places);
          if (text === null) return;
          told++;
          const exact = divideHalfEven((fixed(sold, places) - closed) * powerOfTen(SCALE), closed);
          expect(text).toBe(fromFixedPoint(exact));
        },
      ),
      RUNS,
    );
    expect(told).toBeGreaterThan(RUNS.numRuns / 4);
    expect(returnText(5, 4, WideDecimal.ofUnits(4, 0), 0)).toBeNull();
    expect(toFixedPoint(returnText(12, 10, WideDecimal.ofUnits(0, 0), 0) as string)).toBe(
      toFixedPoint('0.2'),
    );
  });
});
