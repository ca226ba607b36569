import { describe, expect, it } from '@jest/globals';
import { Rational } from './rational.js';

const of = (decimal: string): Rational => Rational.of(decimal);

describe('Rational', () => {
  it('is exact where decimals are not', () => {
    const third = of('1').over(of('3'));
    expect(third.plus(third).plus(third).toDecimal()).toBe('1');
    expect(of('0.1').plus(of('0.2')).toDecimal()).toBe('0.3');
  });

  it.each([
    ['0.5', 0, '0'],
    ['1.5', 0, '2'],
    ['-1.5', 0, '-2'],
    ['-0.5', 0, '0'],
    ['2.345', 2, '2.34'],
    ['2.355', 2, '2.36'],
    ['-2.3551', 2, '-2.36'],
    ['7', 2, '7.00'],
  ])('%s to %i digits is %s', (decimal, digits, fixed) => {
    expect(of(decimal).toFixed(digits)).toBe(fixed);
  });

  it('writes no trailing zeros, and keeps those of integers', () => {
    expect(of('100.500').toDecimal()).toBe('100.5');
    expect(of('-100').toDecimal()).toBe('-100');
    expect(of('0').toDecimal()).toBe('0');
    expect(of('2').over(of('3')).toDecimal()).toBe('0.666666666666666667');
  });

  it('divides by what is negative, and compares', () => {
    expect(of('1').over(of('-4')).toDecimal()).toBe('-0.25');
    expect(of('1').over(of('-4')).magnitude().compare(of('0.25'))).toBe(0);
    expect(of('-0.3').compare(of('-0.2'))).toBe(-1);
    expect([of('-2').sign, of('0').sign, of('0.1').sign]).toEqual([-1, 0, 1]);
  });
});
