import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { divideHalfEven, powerOfTen, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import { averagePrice } from './average-price.js';

it('is the quotient of the two as fixed-point integers, whatever digits they are written with', () => {
  const decimal = fc.stringMatching(/^(0|[1-9]\d{0,17})(\.\d{0,17}[1-9])?$/);
  fc.assert(
    fc.property(decimal, decimal, (cost, quantity) => {
      fc.pre(quantity !== '0');
      const exact = divideHalfEven(toFixedPoint(cost) * powerOfTen(SCALE), toFixedPoint(quantity));
      expect(averagePrice(cost, quantity)).toBe(exact);
    }),
    { numRuns: 2_000 },
  );
});
